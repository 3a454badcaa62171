import { z } from 'zod';
import { outcomes } from '#core/delivery/forecast.ts';
import { forecastAndFact } from '#api/dry-runs/compare.ts';
import { findJourney } from '#store/journeys/find.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

const both = { forecast: z.number(), fact: z.number() };

export const journeyForecast = defineRoute({
  operation: 'journeys.forecast',
  method: 'GET',
  path: '/journeys/{id}/forecast',
  scope: 'journeys:read',
  summary: 'The newest forecast of how its emails would go, against what has happened since',
  description:
    'Counts by step, method and reason. `forecast` is null until a dry run was made to the end (`stepwell forecast`, or Rehearse on the canvas).',
  params: journeyParams,
  response: z.object({
    id: z.string(),
    forecast: z
      .object({
        since: z.number().describe('When it was asked for, epoch milliseconds; facts are counted from then on'),
        assumed: z.number().describe('Emails of the forecast to domains never measured'),
        steps: z.array(
          z.object({
            step: z.string(),
            outcome: z.enum(outcomes),
            ...both,
            reasons: z.array(z.object({ reason: z.string(), ...both })),
          }),
        ),
      })
      .nullable(),
  }),
  handler: async ({ db }, { params }) => {
    const { id } = await findJourney(db.orm, params.id);
    const found = await forecastAndFact(db.sql, id);
    return { id, forecast: found && { since: found.since, assumed: found.assumed, steps: found.steps } };
  },
});
