import { z } from 'zod';
import { readStart } from '#store/starts/read.ts';
import { defineRoute } from '../route.ts';
import { idParams } from '../schemas.ts';

export const getStart = defineRoute({
  operation: 'starts.get',
  method: 'GET',
  path: '/starts/{id}',
  scope: 'journeys:read',
  summary: 'How far a bulk start has come',
  params: idParams,
  response: z.object({
    id: z.string(),
    journeyId: z.string(),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    total: z.number(),
    examined: z.number(),
    enrolled: z.number().describe('Who was not in the journey before'),
    problem: z.string().nullable(),
  }),
  handler: async ({ db }, { params }) => readStart(db.sql, params.id),
});
