import { z } from 'zod';
import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { updateSender } from '#store/senders/update.ts';
import { staff } from '../trpc.ts';

/** Changes a sender identity; one that moves to another domain has to be checked again. */
export const update = staff('senders.edit')
  .input(senderForm.omit({ name: true }).extend({ id: z.uuid() }))
  .mutation(({ ctx, input: { id, ...form } }) =>
    ctx.db.orm.transaction(async (tx) => {
      await updateSender(tx, ctx.seal, id, form, makeDkimKeys);
      await ctx.audit(tx, { action: 'sender.update', subject: `sender:${id}`, details: { floor: form.floor } });
    }),
  );
