import { z } from 'zod';
import { deleteWebhook } from '#store/webhooks/delete.ts';
import { staff } from '../trpc.ts';

/** Removes a webhook endpoint that no journey uses, with its secrets. */
export const remove = staff('webhooks.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await deleteWebhook(tx, input.id);
      await ctx.audit(tx, { action: 'webhook.delete', subject: `webhook:${input.id}` });
    }),
  );
