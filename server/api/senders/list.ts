import { listSenders } from '#store/senders/list.ts';
import { staff } from '../trpc.ts';
import { recordsOf } from './records-of.ts';

/** Sender identities with the DNS records each needs and what the last check found. */
export const list = staff('senders.read').query(async ({ ctx }) => {
  const senders = await listSenders(ctx.db.orm);
  return senders.map((sender) => ({ ...sender, records: recordsOf(sender, ctx.config) }));
});
