import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { findContacts } from '#store/contacts/find.ts';
import { defineRoute } from '../route.ts';
import { contactAnswer, contactSchema } from './shape.ts';

export const lookupContact = defineRoute({
  operation: 'contacts.lookup',
  method: 'POST',
  path: '/contacts/lookup',
  scope: 'contacts:read',
  summary: 'Find contacts by e-mail address, external id, phone or record number',
  description: 'A POST, because an address must not stand in a URL. Several may share an address.',
  body: z.strictObject({
    by: z.enum(['email', 'external_id', 'phone', 'mrn']),
    value: z.string().min(1).max(320),
  }),
  response: z.object({ data: z.array(contactSchema) }),
  asks: true,
  readsPhi: true,
  handler: async (context, { body }) => {
    const refs = await findContacts(context.db.sql, context.seal, body.by, body.value);
    const contacts = await getContacts(
      context.db.orm,
      context.seal,
      refs.map((ref) => ref.id),
    );
    await context.audit(context.db.orm, {
      action: 'contact.lookup',
      subject: 'contacts',
      details: { by: body.by, contacts: contacts.map((one) => one.id) },
    });
    return { data: contacts.map(contactAnswer) };
  },
});
