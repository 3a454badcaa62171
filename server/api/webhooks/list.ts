import { listWebhooks } from '#store/webhooks/list.ts';
import { staff } from '../trpc.ts';

/** Webhook endpoints without their secrets, and how their deliveries of the last week went. */
export const list = staff('webhooks.read').query(({ ctx }) => listWebhooks(ctx.db.orm));
