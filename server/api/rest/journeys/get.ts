import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { defineRoute } from '../route.ts';
import { instant, journeyParams } from '../schemas.ts';

export const getJourneyRoute = defineRoute({
  operation: 'journeys.get',
  method: 'GET',
  path: '/journeys/{id}',
  scope: 'journeys:read',
  summary: 'One journey: its draft and what is live',
  params: journeyParams,
  response: z.object({
    id: z.string(),
    name: z.string(),
    state: z.enum(['draft', 'live', 'paused', 'ended']),
    pausedReason: z.string().nullable(),
    pausedFault: z
      .object({ version: z.number(), step: z.string().nullable(), problem: z.string(), at: z.string().nullable() })
      .nullable()
      .describe('Where the engine found the trouble it paused for'),
    revision: z.number(),
    draft: graph,
    live: z
      .object({
        version: z.number(),
        hash: z.string(),
        publishedAt: instant,
        graph: graph.nullable().describe('Null when this Stepwell cannot read it'),
      })
      .nullable(),
    updatedAt: instant,
  }),
  handler: async ({ db }, { params }) => getJourney(db.orm, (await findJourney(db.orm, params.id)).id),
});

export const getJourneyFile = defineRoute({
  operation: 'journeys.file',
  method: 'GET',
  path: '/journeys/{id}/file',
  scope: 'journeys:read',
  summary: 'The journey as a file: what is live, or the draft',
  params: journeyParams,
  query: z.strictObject({ of: z.enum(['live', 'draft']).default('draft') }),
  response: graph,
  handler: async ({ db }, { params, query }) => {
    const journey = await getJourney(db.orm, (await findJourney(db.orm, params.id)).id);
    return drawnGraph(journey, query.of);
  },
});
