import { z } from 'zod';
import { webhookProblems } from '#core/webhook/retry.ts';
import { deliveryRow, webhookDeliveriesOf } from '#store/webhooks/deliveries.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { idParams, instant, instantOrNull } from '../schemas.ts';

const position = z.strictObject({ at: z.coerce.date(), id: z.uuid() });

const delivery = z.object({
  id: z.string().describe('The webhook-id of every attempt'),
  contactId: z.string(),
  journeyId: z.string(),
  journey: z.string().nullable(),
  step: z.string(),
  event: z.string(),
  state: deliveryRow.shape.state,
  attempts: z.number(),
  status: z.number().nullable().describe('HTTP status of the last answer'),
  problem: z
    .string()
    .nullable()
    .describe(`Why there was no answer: ${webhookProblems.join(', ')}`),
  queuedAt: instant,
  dueAt: instantOrNull.describe('When it is tried again'),
  finishedAt: instantOrNull,
});

export const webhookDeliveriesRoute = defineRoute({
  operation: 'webhooks.deliveries',
  method: 'GET',
  path: '/webhooks/{id}/deliveries',
  scope: 'webhooks:read',
  summary: 'Calls of an endpoint, newest first; whom each was about by id, never what was sent',
  params: idParams,
  query: pageQuery,
  response: page(delivery),
  readsPhi: true,
  handler: async (context, { params, query }) => {
    const { sql, orm } = context.db;
    const before = readCursor(query.cursor, position);
    const rows = await webhookDeliveriesOf(sql, params.id, { limit: query.limit, before });
    await context.audit(orm, {
      action: 'webhook.deliveries',
      subject: `webhook:${params.id}`,
      details: { contacts: [...new Set(rows.map((row) => row.contactId))] },
    });
    const last = rows.length === query.limit ? rows.at(-1) : undefined;
    return { data: rows, nextCursor: last ? makeCursor({ at: last.queuedAt, id: last.id }) : null };
  },
});
