import { z } from 'zod';
import { listAudit } from '#store/audit/list.ts';
import { staff } from '../trpc.ts';

const PAGE = 50;

const input = z.strictObject({
  actor: z.string().max(80).optional(),
  action: z.string().max(80).optional(),
  subject: z.string().max(120).optional(),
  from: z.iso.datetime().optional(),
  to: z.iso.datetime().optional(),
  /** Of the page before: the sequence number to go on from. */
  cursor: z.int().positive().optional(),
  /** Sent along by the paging client; pages only go back in time. */
  direction: z.literal('forward').optional(),
});

/** The audit log, newest first, a page at a time. */
export const list = staff('audit.read')
  .input(input)
  .query(async ({ ctx, input: { cursor, from, to, actor, action, subject } }) => {
    const entries = await listAudit(
      ctx.db.orm,
      { actor, action, subject, from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined },
      { before: cursor, limit: PAGE + 1 },
    );
    const page = entries.slice(0, PAGE);
    return { entries: page, next: entries.length > PAGE ? page.at(-1)!.seq : undefined };
  });
