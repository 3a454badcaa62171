import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countAudience } from '#store/audience/count.ts';
import { listContacts } from '#store/contacts/list.ts';
import { findSegment } from '#store/segments/find.ts';
import { explainSegment } from '#store/segments/explain.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { explanationSchema, nameParams } from '../schemas.ts';

const count = z.object({ count: z.number() });

export const countSegment = defineRoute({
  operation: 'segments.count',
  method: 'GET',
  path: '/segments/{name}/count',
  scope: 'segments:read',
  summary: 'How many contacts are in a segment now',
  params: nameParams,
  response: count,
  handler: async (context, { params }) => {
    const { name } = await findSegment(context.db.orm, params.name);
    return { count: (await countAudience(context, { segment: name })).matched };
  },
});

export const countFilter = defineRoute({
  operation: 'segments.countFilter',
  method: 'POST',
  path: '/segments/count',
  scope: 'segments:read',
  summary: 'How many contacts a rule matches, without saving it',
  body: z.strictObject({ filter: filterSchema }),
  response: count,
  asks: true,
  handler: async (context, { body }) => ({ count: (await countAudience(context, body.filter)).matched }),
});

export const segmentMembersRoute = defineRoute({
  operation: 'segments.members',
  method: 'GET',
  path: '/segments/{name}/members',
  scope: 'segments:read',
  summary: 'Ids of the contacts in a segment now',
  params: nameParams,
  query: pageQuery,
  response: page(z.string()),
  readsPhi: true,
  handler: async (context, { params, query }) => {
    const { id, name } = await findSegment(context.db.orm, params.name);
    const found = await listContacts(context, {
      filter: { segment: name },
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    await context.audit(context.db.orm, {
      action: 'segment.members',
      subject: `segment:${id}`,
      details: { contacts: found.ids },
    });
    return { data: found.ids, nextCursor: found.next ? makeCursor(found.next) : null };
  },
});

export const explainSegmentRoute = defineRoute({
  operation: 'segments.explain',
  method: 'GET',
  path: '/segments/{name}/explain',
  scope: 'segments:read',
  summary: 'Why a contact is or is not in a segment, rule by rule',
  params: nameParams,
  query: z.strictObject({ contact: z.uuid() }),
  response: z.object({ member: z.boolean(), because: explanationSchema }),
  readsPhi: true,
  handler: async (context, { params, query }) => {
    const { id, name } = await findSegment(context.db.orm, params.name);
    const because = await explainSegment(context, { segment: name }, query.contact);
    await context.audit(context.db.orm, {
      action: 'segment.explain',
      subject: `segment:${id}`,
      details: { contact: query.contact },
    });
    return { member: because.met, because };
  },
});
