import { z } from 'zod';
import { readDryRun } from '#store/dry-runs/read.ts';
import { cancelDryRun } from '#store/dry-runs/write.ts';
import { staff } from '../trpc.ts';

/** Stops a dry run; what it has counted stays. */
export const cancel = staff('journeys.publish')
  .input(z.strictObject({ dryRun: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const { journeyId } = await readDryRun(ctx.db.sql, input.dryRun);
    const cancelled = await cancelDryRun(ctx.db.sql, input.dryRun);
    await ctx.audit(ctx.db.orm, {
      action: 'journey.dry-run-cancel',
      subject: `journey:${journeyId}`,
      details: { dryRun: input.dryRun, cancelled },
    });
    return { cancelled };
  });
