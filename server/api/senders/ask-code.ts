import { z } from 'zod';
import { askAddressCode } from '#store/senders/address-code.ts';
import { staff } from '../trpc.ts';

/** Mails a code to the sender's own address, to see that whoever runs it reads what comes back. */
export const askCode = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input: { id } }) => {
    await ctx.db.orm.transaction(async (tx) => {
      await askAddressCode(tx, id);
      await ctx.audit(tx, { action: 'sender.ask-code', subject: `sender:${id}` });
    });
    await ctx.addJob('sender-code', { sender: id }, `sender-code:${id}`);
  });
