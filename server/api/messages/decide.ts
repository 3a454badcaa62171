import { z } from 'zod';
import { doubtVerdicts } from '#core/cases/in-doubt.ts';
import { decideDoubt } from '#store/messages/decide-doubt.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** A person's word on a message in doubt, once its time has come. */
export const decide = staff('messages.release')
  .input(z.strictObject({ id: z.uuid(), verdict: z.enum(doubtVerdicts) }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const { contactId } = await decideDoubt(tx.sql, { ...input, actor: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'message.decide',
        subject: `message:${input.id}`,
        details: { contact: contactId, verdict: input.verdict },
      });
      return { done: true };
    }),
  );
