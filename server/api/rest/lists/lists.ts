import { z } from 'zod';
import { createList } from '#store/lists/create.ts';
import { deleteList } from '#store/lists/delete.ts';
import { resolveList } from '#store/lists/resolve.ts';
import { listLists } from '#store/lists/list.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, instant } from '../schemas.ts';

/** A list by its id or its exact name. */
export const listParams = z.strictObject({ id: z.string().min(1).max(120).describe('Id or name') });

export const listListsRoute = defineRoute({
  operation: 'lists.list',
  method: 'GET',
  path: '/lists',
  scope: 'lists:read',
  summary: 'All lists by name, with how many are on each',
  response: z.object({
    data: z.array(z.object({ id: z.string(), name: z.string(), members: z.number(), createdAt: instant })),
    nextCursor: z.null(),
  }),
  handler: async ({ db }) => ({ data: await listLists(db.orm), nextCursor: null }),
});

export const createListRoute = defineRoute({
  operation: 'lists.create',
  method: 'POST',
  path: '/lists',
  scope: 'lists:write',
  summary: 'Make a list',
  body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
  status: 201,
  response: z.object({ id: z.string(), name: z.string() }),
  handler: async (context, { body }) =>
    context.db.orm.transaction(async (tx) => {
      const id = await createList(tx, { id: context.newId(), name: body.name });
      await context.audit(tx, { action: 'list.create', subject: `list:${id}`, details: { name: body.name } });
      return { id, name: body.name };
    }),
});

export const deleteListRoute = defineRoute({
  operation: 'lists.delete',
  method: 'DELETE',
  path: '/lists/{id}',
  scope: 'lists:write',
  summary: 'Delete a list, not the contacts on it',
  params: listParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await context.db.orm.transaction(async (tx) => {
      const list = await resolveList(tx, params.id);
      await deleteList(tx, list.id);
      await context.audit(tx, { action: 'list.delete', subject: `list:${list.id}`, details: { name: list.name } });
    });
    return { done: true as const };
  },
});
