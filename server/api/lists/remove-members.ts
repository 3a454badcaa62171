import { z } from 'zod';
import { removeMembers as change } from '#store/lists/members.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Takes contacts off a list. */
export const removeMembers = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid(), contactIds: z.array(z.uuid()).min(1).max(1000) }))
  .mutation(({ ctx, input }) =>
    ctx.db.sql.begin(async (tx) => {
      const changed = await change(tx, input.id, input.contactIds);
      await ctx.audit(ormWithin(tx), {
        action: 'list.remove-members',
        subject: `list:${input.id}`,
        details: { contacts: input.contactIds, changed },
      });
      return { changed };
    }),
  );
