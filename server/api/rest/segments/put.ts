import { z } from 'zod';
import { describeFilter } from '#core/segment/describe.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { deleteSegment } from '#store/segments/delete.ts';
import { findSegment } from '#store/segments/find.ts';
import { listSegments } from '#store/segments/list.ts';
import { putSegment } from '#store/segments/put.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, instant, nameParams } from '../schemas.ts';

export const putSegmentRoute = defineRoute({
  operation: 'segments.put',
  method: 'PUT',
  path: '/segments/{name}',
  scope: 'segments:write',
  summary: 'Put a segment by name: a rule, or with `filter: null` a set that journeys add to',
  description: 'An unknown field, name or operator is refused (422) with where it stands; it never means "everyone".',
  params: nameParams,
  body: z.strictObject({ description: z.string().max(500).optional(), filter: filterSchema.nullable() }),
  response: z.object({ id: z.string(), created: z.boolean(), revision: z.number() }),
  handler: async (context, { params, body }) => {
    const done = await context.db.orm.transaction(async (tx) => {
      const put = await putSegment(tx, { newId: context.newId, name: params.name, ...body });
      await context.audit(tx, {
        action: put.created ? 'segment.create' : 'segment.save',
        subject: `segment:${put.id}`,
        details: { name: params.name, revision: put.revision },
      });
      return put;
    });
    await keepWatches(context, ARMING_MS);
    return done;
  },
});

export const listSegmentsRoute = defineRoute({
  operation: 'segments.list',
  method: 'GET',
  path: '/segments',
  scope: 'segments:read',
  summary: 'All segments by name',
  response: z.object({
    data: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        description: z.string(),
        filter: filterSchema.nullable(),
        members: z.number().nullable().describe('Of a set; count a rule by asking'),
        updatedAt: instant,
      }),
    ),
    nextCursor: z.null(),
  }),
  handler: async ({ db }) => ({ data: await listSegments(db.orm), nextCursor: null }),
});

export const getSegmentRoute = defineRoute({
  operation: 'segments.get',
  method: 'GET',
  path: '/segments/{name}',
  scope: 'segments:read',
  summary: 'One segment, its rule also in words',
  params: nameParams,
  response: z.object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    filter: filterSchema.nullable(),
    inWords: z.string().nullable(),
    revision: z.number(),
  }),
  handler: async ({ db }, { params }) => {
    const segment = await findSegment(db.orm, params.name);
    return { ...segment, inWords: segment.filter && describeFilter(segment.filter) };
  },
});

export const deleteSegmentRoute = defineRoute({
  operation: 'segments.delete',
  method: 'DELETE',
  path: '/segments/{name}',
  scope: 'segments:write',
  summary: 'Delete a segment that nothing refers to, not the contacts in it',
  params: nameParams,
  response: doneSchema,
  handler: async (context, { params }) => {
    await context.db.orm.transaction(async (tx) => {
      const { id } = await findSegment(tx, params.name);
      await deleteSegment(tx, id);
      await context.audit(tx, { action: 'segment.delete', subject: `segment:${id}`, details: { name: params.name } });
    });
    return { done: true as const };
  },
});
