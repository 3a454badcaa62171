import { z } from 'zod';
import { deleteForm } from '#store/forms/delete.ts';
import { staff } from '../trpc.ts';

/** Deletes a form nobody ever sent in. @throws Failure NOT_FOUND, IN_USE */
export const remove = staff('forms.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await deleteForm(tx, input.id);
      await ctx.audit(tx, { action: 'form.delete', subject: `form:${input.id}` });
      return { done: true as const };
    }),
  );
