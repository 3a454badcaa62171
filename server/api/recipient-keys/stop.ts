import { z } from 'zod';
import type { KeyState } from '#core/keys/life.ts';
import { laneOf } from '#core/lane.ts';
import { endKey } from '#store/recipient-keys/end.ts';
import { holdKeys } from '#store/recipient-keys/hold.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** What each way of stopping is for, and from where it is possible. */
const FROM = {
  /** A replacement is not wanted: the key in use stays, and this one is not offered again. */
  refused: ['waiting'],
  /** Lost, or in other hands: mail goes to the portal until there is another key. */
  'reported-lost': ['enrolled', 'discovered'],
  /** It counts for nothing any more: mail goes as if it had never been there. */
  withdrawn: ['pending', 'enrolled', 'discovered', 'unusable', 'expired', 'revoked'],
} as const satisfies Record<string, readonly KeyState[]>;

/** Refuses a replacement, or stops using a key. */
export const stop = staff('contacts.edit')
  .input(
    z.strictObject({
      contactId: z.uuid(),
      keyId: z.uuid(),
      ending: z.enum(['refused', 'reported-lost', 'withdrawn']),
    }),
  )
  .mutation(({ ctx, input: { contactId, keyId, ending } }) =>
    transact(ctx.db, async (tx) => {
      const owner = await holdKeys(tx.sql, ctx.seal, { lane: laneOf(contactId), id: contactId });
      await endKey(tx.sql, owner, keyId, { ending, from: FROM[ending], by: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: `recipient-key.${ending}`,
        subject: `contact:${contactId}`,
        details: { key: keyId },
      });
      return { done: true };
    }),
  );
