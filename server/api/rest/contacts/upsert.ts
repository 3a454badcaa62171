import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { putContacts } from '#api/rest/contacts/put-contacts.ts';
import { defineRoute } from '../route.ts';
import { contactInput } from './shape.ts';

const outcome = z.enum(['created', 'updated', 'unchanged']);
const list = z.string().min(1).max(120).optional().describe('Every contact that is taken also joins this list');

export const upsertContact = defineRoute({
  operation: 'contacts.upsert',
  method: 'POST',
  path: '/contacts',
  scope: 'contacts:write',
  summary: 'Create or update one contact',
  description: 'Matched by `externalId`, else by the e-mail address among the attributes. Null clears an attribute.',
  body: contactInput.extend({ list }),
  response: z.object({ id: z.string(), outcome }),
  handler: async (context, { body: { list, ...contact } }) => {
    const [result] = await putContacts(context, [contact], list);
    if (!result) throw new Error('An upsert of one answered nothing.');
    if (result.outcome === 'rejected') {
      const code = result.reason.startsWith('Another contact') ? 'CONTACT_CONFLICT' : 'ATTRIBUTE_INVALID';
      throw new Failure(code, { field: result.field }, result.reason);
    }
    return { id: result.id, outcome: result.outcome };
  },
});

const rejected = z.object({ outcome: z.literal('rejected'), field: z.string(), reason: z.string() });

export const upsertContacts = defineRoute({
  operation: 'contacts.upsertBatch',
  method: 'POST',
  path: '/contacts/batch',
  scope: 'contacts:write',
  summary: 'Create or update up to 5,000 contacts',
  description: 'One transaction. A contact that does not fit is rejected in its place in the answer; the others go in.',
  body: z.strictObject({ contacts: z.array(contactInput).min(1).max(5000), list }),
  bodyLimit: 32 * 1024 * 1024,
  response: z.object({ results: z.array(z.union([z.object({ outcome, id: z.string() }), rejected])) }),
  handler: async (context, { body }) => ({ results: await putContacts(context, body.contacts, body.list) }),
});
