import { z } from 'zod';
import { releasePins } from '#store/journeys/release-pins.ts';
import { staff } from '../trpc.ts';

/** Lets people who stay on an older version (`version`; absent: any) follow the newest. */
export const release = staff('journeys.publish')
  .input(z.strictObject({ id: z.uuid(), version: z.int().positive().optional() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const done = await releasePins(tx, input);
      await ctx.audit(tx, {
        action: 'journey.release',
        subject: `journey:${input.id}`,
        details: { from: input.version ?? null, ...done },
      });
      return done;
    }),
  );
