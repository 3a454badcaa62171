import { z } from 'zod';
import { deleteContact } from '#store/contacts/delete.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Deletes a contact for good; its key goes with it. */
export const remove = staff('contacts.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.sql.begin(async (tx) => {
      await deleteContact(tx, input.id);
      await ctx.audit(ormWithin(tx), { action: 'contact.delete', subject: `contact:${input.id}` });
      return { id: input.id };
    }),
  );
