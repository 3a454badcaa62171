import { z } from 'zod';
import { attestations } from '#core/keys/life.ts';
import { laneOf } from '#core/lane.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';
import { askForProof } from './ask-for-proof.ts';

/**
 * Takes a key staff have for a contact: attested, with where it comes from, or pending until the recipient proves it by
 * the code that is mailed to them, sealed to it.
 */
export const upload = staff('contacts.edit')
  .input(
    z.strictObject({
      contactId: z.uuid(),
      /** Base64 of the file; its size is judged after decoding, with a reason. */
      file: z.base64().min(1).max(3_000_000),
      attested: z.enum(attestations).exclude(['demo', 'old-key']).nullable(),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const contact = { lane: laneOf(input.contactId), id: input.contactId };
    const { key, mail } = await transact(ctx.db, async (tx) => {
      const deps = { ...ctx, db: tx };
      const given = { material: Buffer.from(input.file, 'base64'), attested: input.attested };
      const enrolled = await enrollKey(deps, contact, { ...given, by: `user:${ctx.actor.id}` });
      const unproven = enrolled.status === 'pending';
      const code = unproven ? await askForProof(deps, contact, { keyId: enrolled.id, purpose: 'prove' }) : null;
      await ctx.audit(tx.orm, {
        action: 'recipient-key.enroll',
        subject: `contact:${contact.id}`,
        details: { kind: enrolled.kind, key: enrolled.id, status: enrolled.status, attested: input.attested },
      });
      return { key: enrolled, mail: code };
    });
    await mail?.(ctx);
    return { ...key, mailed: mail !== null };
  });
