import { z } from 'zod';
import { createList } from '#store/lists/create.ts';
import { staff } from '../trpc.ts';

export const listName = z.string().trim().min(1).max(120);

/** Makes an empty list. @throws Failure NAME_TAKEN */
export const create = staff('contacts.edit')
  .input(z.strictObject({ name: listName }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const id = await createList(tx, { id: ctx.newId(), name: input.name });
      await ctx.audit(tx, { action: 'list.create', subject: `list:${id}`, details: { name: input.name } });
      return { id };
    }),
  );
