import { z } from 'zod';
import { getContact } from '#store/contacts/get.ts';
import { staff } from '../trpc.ts';

/** A contact's values in the clear. The audit log says who looked, at whom and at which attributes. */
export const reveal = staff('contacts.reveal')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const { values, revision } = await getContact(ctx.db.orm, ctx.seal, input.id);
    await ctx.audit(ctx.db.orm, {
      action: 'contact.reveal',
      subject: `contact:${input.id}`,
      details: { fields: Object.keys(values).sort() },
    });
    return { values, revision };
  });
