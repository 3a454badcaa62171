import { z } from 'zod';
import { attestations } from '#core/keys/life.ts';
import { laneOf } from '#core/lane.ts';
import { confirmKey } from '#store/recipient-keys/confirm.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** A replacement takes the old key's place: staff have made sure that the recipient wants it, and say how. */
export const confirm = staff('contacts.edit')
  .input(
    z.strictObject({
      contactId: z.uuid(),
      keyId: z.uuid(),
      attested: z.enum(attestations).exclude(['demo', 'old-key']),
    }),
  )
  .mutation(({ ctx, input: { contactId, keyId, attested } }) =>
    transact(ctx.db, async (tx) => {
      const contact = { lane: laneOf(contactId), id: contactId };
      await confirmKey({ ...ctx, db: tx }, contact, keyId, { attested, by: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'recipient-key.confirm',
        subject: `contact:${contactId}`,
        details: { key: keyId, attested },
      });
      return { done: true };
    }),
  );
