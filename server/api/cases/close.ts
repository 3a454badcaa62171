import { z } from 'zod';
import { closeCase } from '#store/cases/close.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Closes a case that was resolved, or whose alternative was arranged; the contact goes on. */
export const close = staff('cases.work')
  .input(z.strictObject({ id: z.uuid(), note: z.string().max(2000).optional() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId, outcome } = await closeCase(tx.sql, ctx, { ...input, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'case.close',
        subject: `case:${input.id}`,
        details: { contact: contactId, outcome, note: Boolean(input.note) },
      });
      return { outcome };
    }),
  );
