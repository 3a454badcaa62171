import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { releaseHeld } from '#store/messages/release-held.ts';
import { staff } from '../trpc.ts';

/** Lets a held message be tried again, once what held it was put right. The selector decides anew. */
export const release = staff('messages.release')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    if (!(await releaseHeld(ctx.db.sql, input.id))) {
      throw new Failure('INVALID_INPUT', { message: input.id }, 'Only a held message can be tried again.');
    }
    await ctx.audit(ctx.db.orm, { action: 'message.release', subject: `message:${input.id}`, details: {} });
  });
