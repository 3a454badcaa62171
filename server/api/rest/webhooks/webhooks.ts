import { z } from 'zod';
import { overlapHours, webhookForm } from '#core/webhook/endpoint.ts';
import { checkWebhookUrl } from '#api/webhooks/check-url.ts';
import { createWebhook } from '#store/webhooks/create.ts';
import { deleteWebhook } from '#store/webhooks/delete.ts';
import { listWebhooks } from '#store/webhooks/list.ts';
import { rotateWebhook } from '#store/webhooks/rotate.ts';
import { defineRoute } from '../route.ts';
import { doneSchema, idParams, instant, instantOrNull } from '../schemas.ts';

const webhook = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string(),
  baa: z.boolean().describe('Covered by a BAA: attributes that a step chooses are sent along'),
  previousUntil: instantOrNull.describe('Until when the secret before signs as well'),
  createdAt: instant,
  week: z.object({ delivered: z.number(), failed: z.number(), waiting: z.number() }),
});
const secret = z.string().describe('Signs every call (Standard Webhooks). Shown this once');

export const listWebhooksRoute = defineRoute({
  operation: 'webhooks.list',
  method: 'GET',
  path: '/webhooks',
  scope: 'webhooks:read',
  summary: 'Endpoints that webhook steps may call, without their secrets',
  response: z.object({ data: z.array(webhook), nextCursor: z.null() }),
  handler: async ({ db }) => ({ data: await listWebhooks(db.orm), nextCursor: null }),
});

export const createWebhookRoute = defineRoute({
  operation: 'webhooks.create',
  method: 'POST',
  path: '/webhooks',
  scope: 'webhooks:write',
  summary: 'Make an endpoint; the answer is the only time its secret is shown',
  body: webhookForm.extend({ baa: webhookForm.shape.baa.default(false) }),
  status: 201,
  response: z.object({ id: z.string(), name: z.string(), secret }),
  handler: (context, { body }) => {
    checkWebhookUrl(body.url, context.config);
    const id = context.newId();
    return context.db.orm.transaction(async (tx) => {
      const made = await createWebhook(tx, context.seal, { ...body, id });
      await context.audit(tx, { action: 'webhook.create', subject: `webhook:${id}`, details: { baa: body.baa } });
      return { id, name: body.name, secret: made };
    });
  },
});

export const rotateWebhookRoute = defineRoute({
  operation: 'webhooks.rotate',
  method: 'POST',
  path: '/webhooks/{id}/rotate',
  scope: 'webhooks:write',
  summary: 'Give an endpoint a new secret; the old one signs as well for some hours',
  params: idParams,
  body: z.strictObject({ overlapHours: overlapHours.default(24) }),
  response: z.object({ secret }),
  handler: (context, { params, body }) =>
    context.db.orm.transaction(async (tx) => {
      const made = await rotateWebhook(tx, context.seal, params.id, body.overlapHours);
      await context.audit(tx, { action: 'webhook.rotate', subject: `webhook:${params.id}`, details: body });
      return { secret: made };
    }),
});

export const deleteWebhookRoute = defineRoute({
  operation: 'webhooks.delete',
  method: 'DELETE',
  path: '/webhooks/{id}',
  scope: 'webhooks:write',
  summary: 'Remove an endpoint that no journey uses',
  params: idParams,
  response: doneSchema,
  handler: (context, { params }) =>
    context.db.orm.transaction(async (tx) => {
      await deleteWebhook(tx, params.id);
      await context.audit(tx, { action: 'webhook.delete', subject: `webhook:${params.id}` });
      return { done: true as const };
    }),
});
