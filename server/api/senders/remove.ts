import { z } from 'zod';
import { deleteSender } from '#store/senders/delete.ts';
import { staff } from '../trpc.ts';

/** Removes a sender identity that no journey uses, with its keys. */
export const remove = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await deleteSender(tx, input.id);
      await ctx.audit(tx, { action: 'sender.delete', subject: `sender:${input.id}` });
    }),
  );
