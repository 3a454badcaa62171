import { z } from 'zod';
import { ARMING_MS, keepWatches } from '#store/entries/keep-watches.ts';
import { publishJourney } from '#store/journeys/publishDraft.ts';
import { findJourney } from '#store/journeys/find.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

export const publishJourneyRoute = defineRoute({
  operation: 'journeys.publish',
  method: 'POST',
  path: '/journeys/{id}/publish',
  scope: 'journeys:write',
  summary: 'Make the draft live',
  description:
    'Errors refuse it (422, with the findings). Warnings refuse it until they are acknowledged: `all`, or by key ' +
    '(`code:step:field`).',
  params: journeyParams,
  body: z
    .strictObject({ acknowledge: z.union([z.literal('all'), z.array(z.string().max(300)).max(500)]).default([]) })
    .default({ acknowledge: [] }),
  response: z.object({ id: z.string(), version: z.number(), hash: z.string(), reconsidered: z.number() }),
  handler: async (context, { params, body }) => {
    const { id } = await findJourney(context.db.orm, params.id);
    const done = await context.db.orm.transaction(async (tx) => {
      const published = await publishJourney(tx, { id, acknowledge: body.acknowledge, by: null });
      await context.audit(tx, {
        action: 'journey.publish',
        subject: `journey:${id}`,
        details: { version: published.version, hash: published.hash, acknowledged: published.acknowledged },
      });
      return { id, ...published };
    });
    await keepWatches(context, ARMING_MS);
    return done;
  },
});
