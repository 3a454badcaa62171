import { z } from 'zod';
import { methods } from '#core/delivery/facts.ts';
import { getContacts } from '#store/contacts/get.ts';
import { messageStates } from '#db/schema/messages.ts';
import { searchMessages } from '#store/messages/search.ts';
import { staff } from '../trpc.ts';
import { maskRecipient } from './masked.ts';

/** A page of messages, newest first, recipients masked. */
export const list = staff('messages.read', { readsPhi: true })
  .input(
    z.strictObject({
      journeyId: z.uuid().optional(),
      contactId: z.uuid().optional(),
      states: z.array(z.enum(messageStates)).max(messageStates.length).optional(),
      method: z.enum([...methods, 'none']).optional(),
      cursor: z.uuid().nullish(),
      /** The client's paging always says which way; pages only go forward. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { cursor, direction: _direction, ...search } = input;
    const { rows, next } = await searchMessages(ctx.db.sql, { ...search, after: cursor ?? undefined });
    const contacts = await getContacts(ctx.db.orm, ctx.seal, [...new Set(rows.map((row) => row.contactId))]);
    const byId = new Map(contacts.map((one) => [one.id, one]));
    await ctx.audit(ctx.db.orm, {
      action: 'message.list',
      subject: 'messages',
      details: { contacts: [...byId.keys()], journey: input.journeyId, states: input.states },
    });
    return { messages: rows.map((row) => ({ ...row, recipient: maskRecipient(byId.get(row.contactId)) })), next };
  });
