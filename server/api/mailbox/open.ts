import { z } from 'zod';
import { staff } from '../trpc.ts';
import { journeyOf } from './journey-of.ts';
import { readerOf } from './reader-of.ts';

/** One mail as its recipient reads it, opened with their demo key, and what is known of how it travelled. */
export const open = staff('mailbox.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const mail = await readerOf(ctx).open(input.id);
    await ctx.audit(ctx.db.orm, { action: 'mailbox.open', subject: `mail:${input.id}` });
    return { ...mail, travelled: mail.messageId ? await journeyOf(ctx.db.sql, mail.messageId) : null };
  });
