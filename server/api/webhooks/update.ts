import { z } from 'zod';
import { webhookForm } from '#core/webhook/endpoint.ts';
import { updateWebhook } from '#store/webhooks/update.ts';
import { staff } from '../trpc.ts';
import { checkWebhookUrl } from './check-url.ts';

/** Changes where a webhook endpoint is, and whether a BAA covers it. */
export const update = staff('webhooks.edit')
  .input(webhookForm.omit({ name: true }).extend({ id: z.uuid() }))
  .mutation(({ ctx, input: { id, ...form } }) => {
    checkWebhookUrl(form.url, ctx.config);
    return ctx.db.orm.transaction(async (tx) => {
      await updateWebhook(tx, id, form);
      await ctx.audit(tx, { action: 'webhook.update', subject: `webhook:${id}`, details: { baa: form.baa } });
    });
  });
