import { z } from 'zod';
import { recordCustomEvents } from '#store/events/record-custom.ts';
import { transact } from '#store/transact.ts';
import { contactSchema } from '../contact-ref.ts';
import { defineRoute, type RestContext } from '../route.ts';

const event = z.strictObject({
  contact: contactSchema,
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,119}$/, 'letters, digits, space and . _ : -')
    .describe('What happened, such as appointment.booked. No patient data: properties are sealed, the name is not.'),
  at: z.iso.datetime({ offset: true }).optional().describe('When; default now. Not in the future.'),
  properties: z.record(z.string().max(80), z.unknown()).optional().describe('Sealed at rest'),
  dedupe: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A second event with the same word for this contact is ignored'),
});

const result = z.object({
  outcome: z.enum(['recorded', 'repeat', 'rejected']),
  id: z.string().optional(),
  entered: z.array(z.string()).optional().describe('Ids of journeys that this event let the contact enter'),
  reason: z.string().optional(),
});

export const recordEvent = defineRoute({
  operation: 'events.record',
  method: 'POST',
  path: '/events',
  scope: 'events:write',
  summary: 'Record a custom event of one contact; it wakes who waits for it and starts journeys it triggers',
  body: event,
  status: 202,
  response: result,
  handler: async (context, { body }) => {
    const [one] = await record(context, [body]);
    if (!one) throw new Error('Recording one event answered nothing.');
    return one;
  },
});

export const recordEvents = defineRoute({
  operation: 'events.recordBatch',
  method: 'POST',
  path: '/events/batch',
  scope: 'events:write',
  summary: 'Record up to 5,000 custom events',
  description: 'One transaction. An event whose contact is not found is rejected in its place; the others go in.',
  body: z.strictObject({ events: z.array(event).min(1).max(5000) }),
  bodyLimit: 16 * 1024 * 1024,
  status: 202,
  response: z.object({ results: z.array(result) }),
  handler: async (context, { body }) => ({ results: await record(context, body.events) }),
});

async function record(context: RestContext, events: z.output<typeof event>[]) {
  return transact(context.db, async (tx) => {
    const results = await recordCustomEvents({ ...context, ...tx }, events, context.idempotencyKey);
    await context.audit(tx.orm, {
      action: 'event.record',
      subject: 'events',
      details: {
        events: results.flatMap((one) => (one.outcome === 'recorded' ? [one.id] : [])),
        repeats: results.filter((one) => one.outcome === 'repeat').length,
        rejected: results.filter((one) => one.outcome === 'rejected').length,
      },
    });
    return results;
  });
}
