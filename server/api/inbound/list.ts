import { z } from 'zod';
import { inboundProblems } from '#core/inbound/addressed.ts';
import { listKept } from '#store/inbound/kept.ts';
import { staff } from '../trpc.ts';

/** Returned mail that was kept for staff: when, how large, why. Nothing of its content. */
export const list = staff('operations.read')
  .input(
    z.strictObject({
      cursor: z.uuid().nullish(),
      /** The client's paging always says which way; pages only go forward. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(100).default(20),
    }),
  )
  .query(async ({ ctx, input: { cursor, limit } }) => {
    const { rows, next } = await listKept(ctx.db.sql, { after: cursor ?? undefined, limit });
    return { mails: rows.map((one) => ({ ...one, sentence: inboundProblems[one.problem] })), next };
  });
