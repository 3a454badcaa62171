import { z } from 'zod';
import { choicesSchema } from '#core/graph/version-plan.ts';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { publishJourney } from '#store/journeys/publish-draft.ts';
import { findJourney } from '#store/journeys/find.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

const body = z.strictObject({
  acknowledge: z.union([z.literal('all'), z.array(z.string().max(300)).max(500)]).default([]),
  choices: choicesSchema.default({}).describe('By id of a removed step: what becomes of who stands there'),
  pin: z.boolean().default(false).describe('Who is in flight stays on the version they are in, until released'),
});

export const publishJourneyRoute = defineRoute({
  operation: 'journeys.publish',
  method: 'POST',
  path: '/journeys/{id}/publish',
  scope: 'journeys:write',
  summary: 'Make the draft live',
  description:
    'Errors refuse it (422, with the findings). Warnings refuse it until they are acknowledged: `all`, or by key ' +
    '(`code:step:field`). Where people stand at steps that the draft has no more it is refused with ' +
    '`PLAN_CHOICE_NEEDED`, naming them, until `choices` say where they go; `GET /journeys/{id}/plan` shows all of it before.',
  params: journeyParams,
  body: body.default({ acknowledge: [], choices: {}, pin: false }),
  response: z.object({
    id: z.string(),
    version: z.number(),
    hash: z.string(),
    reconsidered: z.number().describe('People at changed or removed steps, whom the walk looks at again'),
    pinned: z.number().describe('People who stay on an older version'),
  }),
  handler: async (context, { params, body: { acknowledge, choices, pin } }) => {
    const { id } = await findJourney(context.db.orm, params.id);
    const done = await context.db.orm.transaction(async (tx) => {
      const published = await publishJourney(tx, { id, acknowledge, choices, pin, by: null });
      const { version, hash, acknowledged } = published;
      const details = { version, hash, acknowledged, choices, pin };
      await context.audit(tx, { action: 'journey.publish', subject: `journey:${id}`, details });
      return { id, ...published };
    });
    await keepWatches(context, ARMING_MS);
    return done;
  },
});
