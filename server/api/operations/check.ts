import { z } from 'zod';
import { watch } from '#store/watch/run.ts';
import { staff } from '../trpc.ts';

/** Runs every check over everything now. Null: a round was under way already. */
export const check = staff('operations.check')
  .input(z.void())
  .mutation(async ({ ctx }) => {
    const found = await watch(ctx, { thorough: true });
    await ctx.audit(ctx.db.orm, {
      action: 'operations.check',
      subject: 'operations',
      details: { found: found?.length ?? null },
    });
    return { found: found?.length ?? null };
  });
