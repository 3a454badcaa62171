import { verifyAudit } from '#store/audit/verify.ts';
import { staff } from '../trpc.ts';

/** Computes the whole chain again and says whether every entry still follows from the one before. */
export const verify = staff('audit.read').mutation(async ({ ctx }) => {
  const verdict = await verifyAudit(ctx.db.orm);
  const { ok, checked } = verdict;
  await ctx.audit(ctx.db.orm, { action: 'audit.verify', subject: 'audit', details: { ok, checked } });
  return verdict;
});
