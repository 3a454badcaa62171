import { z } from 'zod';
import { proveAddress } from '#store/senders/address-code.ts';
import { staff } from '../trpc.ts';

/** The code that was mailed to the sender's address, typed in. */
export const prove = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid(), code: z.string().max(40) }))
  .mutation(async ({ ctx, input: { id, code } }) => {
    await proveAddress(ctx.db.orm, ctx.seal, id, code);
    await ctx.audit(ctx.db.orm, { action: 'sender.prove', subject: `sender:${id}` });
  });
