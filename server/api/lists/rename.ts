import { z } from 'zod';
import { renameList } from '#store/lists/rename.ts';
import { staff } from '../trpc.ts';
import { listName } from './create.ts';

/** Gives a list another name, while nothing refers to it. */
export const rename = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid(), name: listName }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await renameList(tx, input);
      await ctx.audit(tx, { action: 'list.rename', subject: `list:${input.id}`, details: { name: input.name } });
      return { id: input.id };
    }),
  );
