import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { recallPortalMessage } from '#store/portal/recall.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Takes a message back from the portal, read or not: its content is destroyed, the recipient sees that it was withdrawn. */
export const recall = staff('portal.recall')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const recalled = await recallPortalMessage(tx.sql, input.id);
      if (!recalled) throw new Failure('NOT_FOUND', { portalMessage: input.id }, 'It was taken back already.');
      await ctx.audit(tx.orm, {
        action: 'portal.recall',
        subject: `message:${recalled.messageId}`,
        details: { contact: recalled.contactId, portalMessage: input.id, wasRead: recalled.wasRead },
      });
      return { wasRead: recalled.wasRead };
    }),
  );
