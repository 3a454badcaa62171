import { z } from 'zod';
import { takeBack } from '#store/enrollments/take-back.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Lets contacts who were set aside go on from where they stood, once what was wrong was put right. */
export const takeBackSetAside = staff('journeys.publish')
  .input(z.strictObject({ journey: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.sql.begin(async (tx) => {
      const people = await takeBack(tx, input.journey);
      await ctx.audit(ormWithin(tx), {
        action: 'journey.take-back',
        subject: `journey:${input.journey}`,
        details: { people },
      });
      return { people };
    }),
  );
