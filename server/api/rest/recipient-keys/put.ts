import { z } from 'zod';
import { attestations } from '#core/keys/life.ts';
import { refuseKey } from '#store/recipient-keys/checked.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { kindOf } from '#store/recipient-keys/read-key.ts';
import { transact } from '#store/transact.ts';
import { askForProof } from '../../recipient-keys/ask-for-proof.ts';
import { contactSchema } from '../contact-ref.ts';
import { defineRoute } from '../route.ts';
import { contactOf } from './contact-of.ts';

export const putRecipientKey = defineRoute({
  operation: 'recipientKeys.put',
  method: 'PUT',
  path: '/recipient-keys',
  scope: 'recipient-keys:write',
  summary: 'Enroll a contact’s own PGP public key or S/MIME certificate',
  description:
    'It must name the contact’s address, be able to encrypt, be strong and in date (422 KEY_UNUSABLE otherwise, with ' +
    '`problem`). Whoever calls attests that the key is the contact’s, and says from where; with `attested: null` it is ' +
    '`pending`: a code sealed to it is mailed, which the recipient enters on their page. One that would replace an ' +
    'enrolled key answers `unconfirmed` and is not used until it comes again with `confirmed`.',
  body: z.strictObject({
    contact: contactSchema,
    kind: z.enum(['pgp', 'smime']).optional().describe('Seen from the key itself; refused when it is another'),
    material: z
      .string()
      .min(64)
      .max(900_000)
      .describe('Armored PGP key, PEM certificate or PKCS#7 bundle; at most 128 KB'),
    attested: z.enum(attestations).nullable().default('own-system').describe('How it is known to be the contact’s own'),
    confirmed: z.boolean().default(false),
  }),
  response: z.object({
    id: z.uuid(),
    kind: z.enum(['pgp', 'smime']),
    fingerprint: z.string(),
    status: z.enum(['usable', 'unconfirmed', 'pending']),
  }),
  handler: async (context, { body }) => {
    const done = await transact(context.db, async (tx) => {
      const contact = await contactOf(context, tx.sql, body.contact);
      const { material, attested, confirmed, kind } = body;
      if (kind !== undefined && kind !== kindOf(Buffer.from(material))) throw refuseKey('unreadable');
      const deps = { ...context, db: tx };
      const enrolled = await enrollKey(deps, contact, { material, attested, confirmed, by: context.actor });
      const unproven = enrolled.status === 'pending';
      const mail = unproven ? await askForProof(deps, contact, { keyId: enrolled.id, purpose: 'prove' }) : null;
      await context.audit(tx.orm, {
        action: 'recipient-key.enroll',
        subject: `contact:${contact.id}`,
        details: { kind: enrolled.kind, key: enrolled.id, status: enrolled.status, attested },
      });
      return { enrolled, mail };
    });
    await done.mail?.(context);
    return done.enrolled;
  },
});
