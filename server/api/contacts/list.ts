import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { listContacts } from '#store/contacts/list.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';
import { summarize } from './summary.ts';

/** A page of contacts, masked: everyone, newest first, or those of a list or segment. */
export const list = staff('contacts.read', { readsPhi: true })
  .input(
    z.strictObject({
      list: z.string().max(120).optional(),
      segment: z.string().max(120).optional(),
      cursor: z.uuid().nullish(),
      /** Sent along by the client's paging; pages only go forward. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { orm, sql } = ctx.db;
    const named = [
      ...(input.list ? [{ list: input.list }] : []),
      ...(input.segment ? [{ segment: input.segment }] : []),
    ];
    const page = await listContacts(ctx, {
      filter: named.length > 0 ? { all: named } : undefined,
      after: input.cursor ?? undefined,
      limit: input.limit,
    });
    const vocabulary = await loadVocabulary(sql);
    const contacts = await getContacts(orm, ctx.seal, page.ids);
    await ctx.audit(orm, {
      action: 'contact.list',
      subject: 'contacts',
      details: { contacts: page.ids, list: input.list, segment: input.segment },
    });
    return { contacts: contacts.map((one) => summarize(one, vocabulary)), next: page.next };
  });
