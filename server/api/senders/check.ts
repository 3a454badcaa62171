import { z } from 'zod';
import { checkSender } from '#mail/check-sender.ts';
import { demoZone } from '#mail/demo-zone.ts';
import { getSender } from '#store/senders/get.ts';
import { saveChecks } from '#store/senders/save-checks.ts';
import { staff } from '../trpc.ts';
import { recordsOf } from './records-of.ts';

/**
 * Looks the sender's records up in DNS. All there: it may send. One gone for certain: it may not any more. A demo's
 * `.example` domains are nowhere else, so there its own name server answers for them.
 */
export const check = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const sender = await getSender(ctx.db.orm, input.id);
    const records = recordsOf(sender, ctx.config);
    const ours = ctx.config.demo && sender.domain.endsWith('.example');
    const result = await checkSender(ours ? demoZone(records) : ctx.resolver, records);
    return ctx.db.orm.transaction(async (tx) => {
      const { verified } = await saveChecks(tx, input.id, { ...result, by: ours ? 'demo' : 'dns' });
      const missing = result.checks.filter((one) => !one.ok).map((one) => one.record);
      await ctx.audit(tx, { action: 'sender.check', subject: `sender:${input.id}`, details: { verified, missing } });
      return { verified, ...result };
    });
  });
