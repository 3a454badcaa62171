import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { unlockRecipient } from '#store/portal/wrong.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Opens a recipient's lock after too many wrong codes. */
export const unlock = staff('portal.hand-over')
  .input(z.strictObject({ contactId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const contact = { lane: laneOf(input.contactId), id: input.contactId };
      if (!(await unlockRecipient(tx.sql, contact)))
        throw new Failure('NOT_FOUND', { contact: input.contactId }, 'This recipient is not locked out.');
      await ctx.audit(tx.orm, { action: 'portal.unlock', subject: `contact:${contact.id}` });
      return { done: true };
    }),
  );
