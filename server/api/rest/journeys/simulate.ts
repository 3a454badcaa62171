import { z } from 'zod';
import { exitReasons } from '#core/run/state.ts';
import { simulateContact } from '#api/journeys/simulate-contact.ts';
import { findJourney } from '#store/journeys/find.ts';
import { getJourney } from '#store/journeys/get.ts';
import { defineRoute } from '../route.ts';
import { journeyParams, moment, momentOrNull } from '../schemas.ts';

const assumed = z.strictObject({
  kind: z.enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom']),
  afterSend: z.int().min(0).optional().describe('Milliseconds after each sending of `step`'),
  step: z.string().max(63).optional(),
  link: z.string().max(2000).optional(),
  name: z.string().max(120).optional(),
});

export const simulateJourney = defineRoute({
  operation: 'journeys.simulate',
  method: 'POST',
  path: '/journeys/{id}/simulate',
  scope: 'journeys:read',
  summary: 'The path one contact would take, on a virtual clock; nothing is written or sent',
  params: journeyParams,
  body: z.strictObject({
    contact: z.uuid(),
    at: z.iso.datetime({ offset: true }).optional().describe('When it starts; default now'),
    of: z.enum(['live', 'draft']).default('live'),
    events: z.array(assumed).max(50).default([]),
  }),
  asks: true,
  readsPhi: true,
  response: z.object({
    steps: z.array(
      z.object({
        step: z.string(),
        name: z.string(),
        type: z.string(),
        visit: z.number(),
        enteredAt: moment,
        leftAt: momentOrNull,
        outlet: z.string().nullable(),
        until: momentOrNull,
        exitReason: z.enum(exitReasons).nullable(),
        sends: z.array(z.string()).describe('Templates of the emails it would send there'),
      }),
    ),
  }),
  handler: async (context, { params, body }) => {
    const journey = await getJourney(context.db.orm, (await findJourney(context.db.orm, params.id)).id);
    const steps = await simulateContact(context, {
      graph: body.of === 'live' && journey.live ? journey.live.graph : journey.draft,
      contactId: body.contact,
      start: body.at === undefined ? null : Date.parse(body.at),
      events: body.events,
      journeyId: journey.id,
    });
    await context.audit(context.db.orm, {
      action: 'journey.simulate',
      subject: `contact:${body.contact}`,
      details: { journey: journey.id, steps: steps.length },
    });
    return {
      steps: steps.map(({ commands, ...step }) => ({
        ...step,
        sends: commands.flatMap((one) => (one.kind === 'send' ? [one.template] : [])),
      })),
    };
  },
});
