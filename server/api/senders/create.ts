import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { staff } from '../trpc.ts';

/** Makes a sender identity and its signing keys. It cannot send until its DNS records have been seen. */
export const create = staff('senders.edit')
  .input(senderForm)
  .mutation(async ({ ctx, input }) => {
    const id = ctx.newId();
    const keys = await makeDkimKeys();
    const sealing = await makeSenderKeys(input, await ctx.now());
    await ctx.db.orm.transaction(async (tx) => {
      await createSender(tx, ctx.seal, { ...input, id, keys, verifiedBy: null });
      await keepSenderKeys(tx, ctx.seal, id, sealing);
      await ctx.audit(tx, { action: 'sender.create', subject: `sender:${id}`, details: { floor: input.floor } });
    });
    return { id };
  });
