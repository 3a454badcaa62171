import { webhookForm } from '#core/webhook/endpoint.ts';
import { createWebhook } from '#store/webhooks/create.ts';
import { staff } from '../trpc.ts';
import { checkWebhookUrl } from './check-url.ts';

/** Makes a webhook endpoint. The answer is the only time its secret is shown. */
export const create = staff('webhooks.edit')
  .input(webhookForm)
  .mutation(async ({ ctx, input }) => {
    checkWebhookUrl(input.url, ctx.config);
    const id = ctx.newId();
    const secret = await ctx.db.orm.transaction(async (tx) => {
      const made = await createWebhook(tx, ctx.seal, { ...input, id });
      await ctx.audit(tx, { action: 'webhook.create', subject: `webhook:${id}`, details: { baa: input.baa } });
      return made;
    });
    return { id, secret };
  });
