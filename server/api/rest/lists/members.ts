import { z } from 'zod';
import { listContacts } from '#store/contacts/list.ts';
import { resolveList } from '#store/lists/resolve.ts';
import { addMembers, removeMembers } from '#store/lists/members.ts';
import { transact } from '#store/transact.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { listParams } from './lists.ts';

const contacts = z.strictObject({ contacts: z.array(z.uuid()).min(1).max(5000) });

export const listMembersRoute = defineRoute({
  operation: 'lists.members',
  method: 'GET',
  path: '/lists/{id}/members',
  scope: 'lists:read',
  summary: 'Ids of the contacts on a list',
  params: listParams,
  query: pageQuery,
  response: page(z.string()),
  readsPhi: true,
  handler: async (context, { params, query }) => {
    const list = await resolveList(context.db.orm, params.id);
    const found = await listContacts(context, {
      filter: { list: list.name },
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    // Being on "Diabetes program" says something about a person, so reading it is kept like any other read.
    await context.audit(context.db.orm, {
      action: 'list.members',
      subject: `list:${list.id}`,
      details: { contacts: found.ids },
    });
    return { data: found.ids, nextCursor: found.next ? makeCursor(found.next) : null };
  },
});

export const addListMembers = defineRoute({
  operation: 'lists.addMembers',
  method: 'POST',
  path: '/lists/{id}/members',
  scope: 'lists:write',
  summary: 'Put contacts on a list; who is on it already is passed over',
  params: listParams,
  body: contacts,
  response: z.object({ added: z.number() }),
  handler: async (context, { params, body }) =>
    transact(context.db, async (tx) => {
      const list = await resolveList(tx.orm, params.id);
      const added = await addMembers(tx.sql, list.id, body.contacts);
      await context.audit(tx.orm, {
        action: 'list.add-members',
        subject: `list:${list.id}`,
        details: { contacts: body.contacts, added },
      });
      return { added };
    }),
});

export const removeListMembers = defineRoute({
  operation: 'lists.removeMembers',
  method: 'POST',
  path: '/lists/{id}/members/remove',
  scope: 'lists:write',
  summary: 'Take contacts off a list',
  params: listParams,
  body: contacts,
  response: z.object({ removed: z.number() }),
  handler: async (context, { params, body }) =>
    transact(context.db, async (tx) => {
      const list = await resolveList(tx.orm, params.id);
      const removed = await removeMembers(tx.sql, list.id, body.contacts);
      await context.audit(tx.orm, {
        action: 'list.remove-members',
        subject: `list:${list.id}`,
        details: { contacts: body.contacts, removed },
      });
      return { removed };
    }),
});
