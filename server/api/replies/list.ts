import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { listReplies, replyFilters } from '#store/replies/list.ts';
import { maskRecipient } from '../messages/masked.ts';
import { staff } from '../trpc.ts';

/** A page of replies, from whom masked, without content. */
export const list = staff('replies.read', { readsPhi: true })
  .input(
    z.strictObject({
      filter: z.enum(replyFilters).default('open'),
      senderId: z.uuid().optional(),
      contactId: z.uuid().optional(),
      cursor: z.uuid().nullish(),
      /** The client's paging always says which way; pages only go forward. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { cursor, direction: _direction, ...search } = input;
    const { rows, next } = await listReplies(ctx.db.sql, { ...search, me: ctx.actor.id, after: cursor ?? undefined });
    const contacts = await getContacts(ctx.db.orm, ctx.seal, [...new Set(rows.map((row) => row.contactId))]);
    const byId = new Map(contacts.map((one) => [one.id, one]));
    await ctx.audit(ctx.db.orm, {
      action: 'reply.list',
      subject: 'replies',
      details: { contacts: [...byId.keys()], filter: input.filter },
    });
    return { replies: rows.map((row) => ({ ...row, contact: maskRecipient(byId.get(row.contactId)) })), next };
  });
