import { z } from 'zod';
import { overlapHours } from '#core/webhook/endpoint.ts';
import { rotateWebhook } from '#store/webhooks/rotate.ts';
import { staff } from '../trpc.ts';

/** Gives a webhook endpoint a new secret, shown this once; the old one signs as well for the hours given. */
export const rotate = staff('webhooks.edit')
  .input(z.strictObject({ id: z.uuid(), overlapHours: overlapHours.default(24) }))
  .mutation(async ({ ctx, input }) => {
    const secret = await ctx.db.orm.transaction(async (tx) => {
      const made = await rotateWebhook(tx, ctx.seal, input.id, input.overlapHours);
      const details = { overlapHours: input.overlapHours };
      await ctx.audit(tx, { action: 'webhook.rotate', subject: `webhook:${input.id}`, details });
      return made;
    });
    return { secret };
  });
