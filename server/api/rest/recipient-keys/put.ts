import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { resolveContacts } from '#store/contacts/resolve-refs.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { transact } from '#store/transact.ts';
import { contactSchema } from '../contact-ref.ts';
import { defineRoute } from '../route.ts';

export const putRecipientKey = defineRoute({
  operation: 'recipientKeys.put',
  method: 'PUT',
  path: '/recipient-keys',
  scope: 'recipient-keys:write',
  summary: 'Enroll a contact’s own PGP public key or S/MIME certificate',
  description:
    'It must name the contact’s address, be able to encrypt, be strong and in date (422 KEY_UNUSABLE otherwise). One ' +
    'that would replace a key in use answers `unconfirmed` and is not used until it comes again with `confirmed`.',
  body: z.strictObject({
    contact: contactSchema,
    kind: z.enum(['pgp', 'smime']),
    material: z.string().min(64).max(100_000).describe('Armored PGP key, or PEM certificate'),
    confirmed: z.boolean().default(false),
  }),
  response: z.object({
    kind: z.enum(['pgp', 'smime']),
    fingerprint: z.string(),
    status: z.enum(['usable', 'unconfirmed']),
  }),
  handler: async (context, { body }) =>
    transact(context.db, async (tx) => {
      const [contact] = await resolveContacts(tx.sql, context.seal, [body.contact]);
      if (contact === 'shared')
        throw new Failure('INVALID_INPUT', {}, 'Several contacts share this address; name the one meant by id.');
      if (contact === 'unknown' || !contact) throw new Failure('NOT_FOUND', {}, 'There is no such contact.');
      const enrolled = await enrollKey({ ...context, db: tx }, contact, body);
      await context.audit(tx.orm, {
        action: 'recipient-key.enroll',
        subject: `contact:${contact.id}`,
        details: { kind: enrolled.kind, fingerprint: enrolled.fingerprint, status: enrolled.status },
      });
      return enrolled;
    }),
});
