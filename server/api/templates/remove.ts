import { z } from 'zod';
import { deleteTemplate } from '#store/templates/delete.ts';
import { staff } from '../trpc.ts';

/** Deletes a template nobody uses. @throws Failure IN_USE naming who uses it. */
export const remove = staff('templates.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const name = await deleteTemplate(tx, input.id);
      await ctx.audit(tx, { action: 'template.delete', subject: `template:${input.id}`, details: { name } });
      return { id: input.id };
    }),
  );
