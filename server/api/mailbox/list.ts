import { z } from 'zod';
import { staff } from '../trpc.ts';
import { readerOf } from './reader-of.ts';

/** Mail in the local mailbox, newest first, a page at a time. */
export const list = staff('mailbox.read', { readsPhi: true })
  .input(
    z.strictObject({
      cursor: z.uuid().nullish(),
      /** Sent along by the client's paging; mail is only paged towards the older. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(100).default(50),
      domain: z.string().max(120).optional(),
      search: z.string().max(120).optional(),
    }),
  )
  .query(async ({ ctx, input: { cursor, direction: _direction, ...asked } }) => {
    const mails = await readerOf(ctx).list({ ...asked, before: cursor ?? undefined });
    await ctx.audit(ctx.db.orm, { action: 'mailbox.list', subject: 'mailbox', details: { mails: mails.length } });
    return { mails, next: mails.length === asked.limit ? (mails.at(-1)?.id ?? null) : null };
  });
