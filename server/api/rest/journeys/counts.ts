import { z } from 'zod';
import { readCounts } from '#store/counts/read.ts';
import { findJourney } from '#store/journeys/find.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

export const journeyCounts = defineRoute({
  operation: 'journeys.counts',
  method: 'GET',
  path: '/journeys/{id}/counts',
  scope: 'journeys:read',
  summary: 'People per step now: entered = here + passed + exited, always',
  params: journeyParams,
  response: z.object({
    id: z.string(),
    steps: z.record(
      z.string(),
      z.object({
        entered: z.number(),
        here: z.number(),
        passed: z.record(z.string(), z.number()),
        exited: z.record(z.string(), z.number()),
      }),
    ),
  }),
  handler: async ({ db }, { params }) => {
    const { id } = await findJourney(db.orm, params.id);
    return { id, steps: await readCounts(db.sql, id) };
  },
});
