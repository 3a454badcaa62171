import { z } from 'zod';
import { assumedEvent, syntheticContact } from '#core/run/test-run.ts';
import { exitReasons } from '#core/run/state.ts';
import { Failure } from '#core/failure.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { defineRoute } from '../route.ts';
import { journeyParams, moment, momentOrNull } from '../schemas.ts';

const letter = z.object({ subject: z.string(), html: z.string(), text: z.string() }).nullable();

const email = z.object({
  at: moment,
  template: z.string(),
  rendered: letter.describe('As the recipient would read it; null when it cannot be rendered'),
  notice: letter.describe('What the inbox gets when the email waits in the portal'),
  state: z.string(),
  method: z.string().nullable(),
  reason: z.string().describe('Why this method, or why none: a row of the table, or what refused it'),
  row: z.string().nullable(),
  rejected: z.array(z.object({ method: z.string(), reason: z.string() })),
  phi: z.string(),
  because: z.array(z.string()).describe('What raised the class: names of attributes, never values'),
  domain: z.string().nullable(),
  assurance: z.string(),
  assumed: z.boolean().describe('The domain was never measured: the plan takes what is common'),
});

export const simulateJourney = defineRoute({
  operation: 'journeys.simulate',
  method: 'POST',
  path: '/journeys/{id}/simulate',
  scope: 'journeys:read',
  summary: 'The path one contact would take, each email and its method, on a virtual clock; nothing is written or sent',
  description: 'Give `contact` (also needs the scope contacts:read) or `synthetic`, an invented one.',
  params: journeyParams,
  body: z.strictObject({
    contact: z.uuid().optional(),
    synthetic: syntheticContact.optional(),
    at: z.iso.datetime({ offset: true }).optional().describe('When it starts; default now'),
    until: z.iso.datetime({ offset: true }).optional().describe('How far the clock goes; default to the end'),
    of: z.enum(['live', 'draft']).default('live'),
    events: z.array(assumedEvent).max(200).default([]),
  }),
  asks: true,
  readsPhi: true,
  response: z.object({
    next: momentOrNull.describe('When something next happens; null at the end'),
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
        email: email.nullable(),
      }),
    ),
  }),
  handler: async (context, { params, body }) => {
    if ((body.contact === undefined) === (body.synthetic === undefined))
      throw new Failure('INVALID_INPUT', { body: 'contact' }, 'Give either contact or synthetic.');
    if (body.contact !== undefined && !context.key.scopes.includes('contacts:read'))
      throw new Failure('FORBIDDEN', { scope: 'contacts:read' }, 'A test run with a contact needs contacts:read.');
    const journey = await getJourney(context.db.orm, (await findJourney(context.db.orm, params.id)).id);
    const { path, next } = await context.testRun({
      graph: drawnGraph(journey, body.of),
      journeyId: journey.id,
      version: body.of === 'live' ? (journey.live?.version ?? null) : null,
      start: body.at === undefined ? null : Date.parse(body.at),
      until: body.until === undefined ? null : Date.parse(body.until),
      events: body.events,
      who: body.synthetic ? { synthetic: body.synthetic } : { contactId: body.contact ?? '' },
    });
    await context.audit(context.db.orm, {
      action: 'journey.simulate',
      subject: body.contact ? `contact:${body.contact}` : `journey:${journey.id}`,
      details: { journey: journey.id, steps: path.length },
    });
    return {
      next,
      steps: path.map(({ commands, email: mail, ...step }) => ({
        ...step,
        sends: commands.flatMap((one) => (one.kind === 'send' ? [one.template] : [])),
        email: mail && {
          ...mail,
          method: mail.decision?.method ?? null,
          reason: mail.decision?.reason ?? mail.refusal ?? '',
          row: mail.decision?.row ?? null,
          rejected: [...(mail.decision?.rejected ?? [])],
          because: [...mail.because],
          assurance: mail.facts.assurance,
        },
      })),
    };
  },
});
