import { z } from 'zod';
import { resendMessage } from '#store/cases/resend.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Makes the one resend. */
export const resend = staff('cases.work')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const made = await resendMessage(tx.sql, ctx, { id: input.id, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'case.resend',
        subject: `case:${input.id}`,
        details: {
          contact: made.contactId,
          first: made.messageId,
          resend: made.resendId,
          suppressionLifted: made.lifted,
        },
      });
      return { message: made.resendId };
    }),
  );
