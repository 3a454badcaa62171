import { z } from 'zod';
import { answerKinds } from '#core/example-answers.ts';
import { staff } from '../trpc.ts';
import { readerOf } from './reader-of.ts';

/** Sends back what a mail's host or reader might, by SMTP to this installation's own listener. Only a demo can. */
export const answer = staff('mailbox.read')
  .input(z.strictObject({ id: z.uuid(), kind: z.enum(answerKinds) }))
  .mutation(async ({ ctx, input }) => {
    await readerOf(ctx).answer(input.id, input.kind);
    await ctx.audit(ctx.db.orm, {
      action: 'mailbox.answer',
      subject: `mail:${input.id}`,
      details: { kind: input.kind },
    });
  });
