import { z } from 'zod';
import { decideKept, keptVerdicts } from '#store/inbound/kept.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** A kept mail needs nothing more, or is to be read once more. */
export const decide = staff('messages.release')
  .input(z.strictObject({ id: z.uuid(), verdict: z.enum(keptVerdicts) }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      await decideKept(tx.sql, input.id, input.verdict);
      await ctx.audit(tx.orm, { action: `inbound.${input.verdict}`, subject: `inbound:${input.id}` });
    }),
  );
