import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

const MOST_MS = 366 * 86_400_000;

/** Moves the demo's clock forward, so that what waits for then happens now. Refused outside a demo. */
export const advance = staff('clock.advance')
  .input(z.strictObject({ ms: z.int().positive().max(MOST_MS) }))
  .mutation(({ ctx, input }) => {
    if (!ctx.config.demo) throw new Failure('CLOCK_LOCKED');
    return ctx.db.sql.begin(async (tx) => {
      const now = await advanceClock(tx, input.ms);
      await ctx.audit(ormWithin(tx), { action: 'clock.advance', subject: 'clock', details: { ms: input.ms } });
      return { now };
    });
  });
