import { z } from 'zod';
import { choicesSchema } from '#core/graph/version-plan.ts';
import { findJourney } from '#store/journeys/find.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { defineRoute } from '../route.ts';
import { journeyParams } from '../schemas.ts';

const setting = z.object({ setting: z.string(), before: z.string().nullable(), after: z.string().nullable() });

const planned = z.object({
  version: z.number().describe('What it would become'),
  revision: z.number().describe('Of the draft it was made from'),
  plan: z.object({
    steps: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        type: z.string(),
        change: z.enum(['unchanged', 'changed', 'replaced', 'removed', 'added']),
        words: z.array(setting).describe('What differs, setting by setting'),
        people: z.number().describe('Who stands here and follows'),
        pinned: z.number().describe('Who stands here and stays on an older version'),
        touched: z.boolean().describe('Those who follow are looked at again at once'),
        decision: z
          .object({
            decision: z.record(z.string(), z.unknown()),
            chosen: z.boolean(),
            needed: z.boolean().describe('People stand here, so somebody has to choose'),
            outlets: z.array(z.object({ outlet: z.string(), label: z.string(), to: z.string().nullable() })),
            beenThere: z.number(),
          })
          .nullable(),
      }),
    ),
    journey: z.array(setting),
    everyone: z.boolean().describe('Everyone who waits is looked at again at once'),
    people: z.object({ follow: z.number(), pinned: z.number() }),
    problems: z.array(z.object({ step: z.string(), code: z.string(), message: z.string() })),
  }),
  pinned: z.array(z.object({ version: z.number(), step: z.string(), people: z.number() })),
});

export const planJourneyRoute = defineRoute({
  operation: 'journeys.plan',
  method: 'POST',
  path: '/journeys/{id}/plan',
  scope: 'journeys:read',
  summary: 'What publishing the draft would mean for the people in it; nothing is changed',
  params: journeyParams,
  body: z
    .strictObject({ choices: choicesSchema.default({}), pin: z.boolean().default(false) })
    .default({ choices: {}, pin: false }),
  asks: true,
  response: planned,
  handler: async ({ db }, { params, body }) => {
    const { id } = await findJourney(db.orm, params.id);
    return planDraft(db.orm, { id, ...body });
  },
});
