import { z } from 'zod';
import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { getSender } from '#store/senders/get.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { updateSender } from '#store/senders/update.ts';
import { staff } from '../trpc.ts';

/**
 * Changes a sender identity; one that moves to another domain has to be checked again, and one that gets another address
 * signs sealed mail with a new certificate and key, because the old ones are for the old address.
 */
export const update = staff('senders.edit')
  .input(senderForm.omit({ name: true }).extend({ id: z.uuid() }))
  .mutation(async ({ ctx, input: { id, ...form } }) => {
    const before = await getSender(ctx.db.orm, id);
    const signing = before.address === form.address ? [] : await makeSenderKeys(form, await ctx.now());
    await ctx.db.orm.transaction(async (tx) => {
      await updateSender(tx, ctx.seal, id, form, makeDkimKeys);
      await keepSenderKeys(tx, ctx.seal, id, signing);
      await ctx.audit(tx, { action: 'sender.update', subject: `sender:${id}`, details: { floor: form.floor } });
    });
  });
