import { z } from 'zod';
import { staff } from '../trpc.ts';
import { readerOf } from './reader-of.ts';

/** The longest source shown, characters. */
const LONGEST = 400_000;

/** A mail's source as it came over the wire: still sealed, if it was. */
export const raw = staff('mailbox.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const source = await readerOf(ctx).raw(input.id);
    await ctx.audit(ctx.db.orm, { action: 'mailbox.source', subject: `mail:${input.id}` });
    return { source: source.slice(0, LONGEST), bytes: source.length };
  });
