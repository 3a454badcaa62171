import { z } from 'zod';
import { journeyFileSchema } from '#core/graph/file-schema.ts';
import { defineRoute } from '../route.ts';

export const journeySchemaRoute = defineRoute({
  operation: 'journeys.schema',
  method: 'GET',
  path: '/journeys/schema',
  scope: 'journeys:read',
  summary: 'JSON Schema of a journey file, step configurations included',
  response: z.record(z.string(), z.unknown()),
  handler: async () => journeyFileSchema(),
});
