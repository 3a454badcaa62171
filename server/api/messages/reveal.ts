import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { openCopy } from '#store/messages/copy.ts';
import { staff } from '../trpc.ts';

/** What a message said and to whom it went. The audit log says who looked. */
export const reveal = staff('messages.reveal')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    const copy = await openCopy(ctx.db.sql, ctx.seal, input.id);
    if (!copy)
      throw new Failure(
        'NOT_FOUND',
        { message: input.id },
        'No copy of this message was kept: it was never rendered, or the contact was deleted.',
      );
    await ctx.audit(ctx.db.orm, {
      action: 'message.reveal',
      subject: `message:${input.id}`,
      details: { fields: Object.keys(copy) },
    });
    return copy;
  });
