import { z } from 'zod';
import { listJourneys } from '#store/journeys/list.ts';
import { defineRoute } from '../route.ts';
import { instant } from '../schemas.ts';

const row = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['draft', 'live', 'paused', 'ended']),
  liveVersion: z.number().nullable(),
  edited: z.boolean().describe('The draft differs from what is live'),
  entered: z.number(),
  here: z.number(),
  completed: z.number(),
  updatedAt: instant,
});

export const listJourneysRoute = defineRoute({
  operation: 'journeys.list',
  method: 'GET',
  path: '/journeys',
  scope: 'journeys:read',
  summary: 'All journeys with their figures, the most recently touched first',
  response: z.object({ data: z.array(row), nextCursor: z.null() }),
  handler: async ({ db }) => ({ data: await listJourneys(db.orm), nextCursor: null }),
});
