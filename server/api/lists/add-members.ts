import { z } from 'zod';
import { addMembers as change } from '#store/lists/members.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Puts contacts on a list. */
export const addMembers = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid(), contactIds: z.array(z.uuid()).min(1).max(1000) }))
  .mutation(({ ctx, input }) =>
    ctx.db.sql.begin(async (tx) => {
      const changed = await change(tx, input.id, input.contactIds);
      await ctx.audit(ormWithin(tx), {
        action: 'list.add-members',
        subject: `list:${input.id}`,
        details: { contacts: input.contactIds, changed },
      });
      return { changed };
    }),
  );
