import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { searchContacts } from '#store/contacts/search.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';
import { summarize } from './summary.ts';

/**
 * Finds contacts by address, phone, record number or external id, or by the beginning of a name. A mutation, so that
 * what was typed stands in no URL.
 */
export const search = staff('contacts.read')
  .input(z.strictObject({ term: z.string().trim().min(2).max(320) }))
  .mutation(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const found = await searchContacts({ sql, seal: ctx.seal }, input.term);
    const vocabulary = await loadVocabulary(sql);
    const contacts = await getContacts(orm, ctx.seal, found.ids);
    await ctx.audit(orm, {
      action: 'contact.search',
      subject: 'contacts',
      details: { by: found.by, examined: found.examined, contacts: found.ids },
    });
    return {
      contacts: contacts.map((one) => summarize(one, vocabulary)),
      by: found.by,
      examined: found.examined,
      complete: found.complete,
    };
  });
