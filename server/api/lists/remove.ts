import { z } from 'zod';
import { deleteList } from '#store/lists/delete.ts';
import { staff } from '../trpc.ts';

/** Deletes a list, not the contacts on it. @throws Failure IN_USE naming who uses it. */
export const remove = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await deleteList(tx, input.id);
      await ctx.audit(tx, { action: 'list.delete', subject: `list:${input.id}` });
      return { id: input.id };
    }),
  );
