import { z } from 'zod';
import { caseFilters, listCases } from '#store/cases/list.ts';
import { getContacts } from '#store/contacts/get.ts';
import { maskRecipient } from '../messages/masked.ts';
import { staff } from '../trpc.ts';

/** A page of cases, whom they are about masked. */
export const list = staff('cases.read', { readsPhi: true })
  .input(
    z.strictObject({
      filter: z.enum(caseFilters).default('open'),
      contactId: z.uuid().optional(),
      cursor: z.uuid().nullish(),
      /** The client's paging always says which way; pages only go forward. */
      direction: z.literal('forward').optional(),
      limit: z.int().min(1).max(200).default(50),
    }),
  )
  .query(async ({ ctx, input }) => {
    const { filter, contactId, cursor, limit } = input;
    const search = { filter, contactId, limit, me: ctx.actor.id, after: cursor ?? undefined };
    const { rows, next } = await listCases(ctx.db.sql, search);
    const contacts = await getContacts(ctx.db.orm, ctx.seal, [...new Set(rows.map((row) => row.contactId))]);
    const byId = new Map(contacts.map((one) => [one.id, one]));
    await ctx.audit(ctx.db.orm, {
      action: 'case.list',
      subject: 'cases',
      details: { contacts: [...byId.keys()], filter },
    });
    return { cases: rows.map((row) => ({ ...row, contact: maskRecipient(byId.get(row.contactId)) })), next };
  });
