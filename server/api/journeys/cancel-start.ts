import { z } from 'zod';
import { cancelStart as cancel } from '#store/starts/cancel.ts';
import { staff } from '../trpc.ts';

/** Stops a start that is under way; who entered stays. */
export const cancelStart = staff('journeys.publish')
  .input(z.strictObject({ id: z.uuid(), start: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const cancelled = await cancel(ctx.db.sql, input.start);
    await ctx.audit(ctx.db.orm, {
      action: 'journey.start-cancel',
      subject: `journey:${input.id}`,
      details: { start: input.start, cancelled },
    });
    return { cancelled };
  });
