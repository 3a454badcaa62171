import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { listContacts } from '#store/contacts/list.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { contactAnswer, contactSchema } from './shape.ts';

export const listContactsRoute = defineRoute({
  operation: 'contacts.list',
  method: 'GET',
  path: '/contacts',
  scope: 'contacts:read',
  summary: 'Contacts: everyone, newest first, or those of a list or segment',
  description: 'A page of a segment may be short, even empty, and still have a `nextCursor`: go on until it is null.',
  query: pageQuery.extend({ list: z.string().max(120).optional(), segment: z.string().max(120).optional() }),
  response: page(contactSchema),
  readsPhi: true,
  handler: async (context, { query }) => {
    const named = [
      ...(query.list ? [{ list: query.list }] : []),
      ...(query.segment ? [{ segment: query.segment }] : []),
    ];
    const found = await listContacts(context, {
      filter: named.length > 0 ? { all: named } : undefined,
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    const contacts = await getContacts(context.db.orm, context.seal, found.ids);
    await context.audit(context.db.orm, {
      action: 'contact.list',
      subject: 'contacts',
      details: { contacts: found.ids, list: query.list, segment: query.segment },
    });
    return { data: contacts.map(contactAnswer), nextCursor: found.next ? makeCursor(found.next) : null };
  },
});
