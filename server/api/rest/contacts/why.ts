import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { phiClasses } from '#core/phi.ts';
import { fieldsShown, showWhy } from '#core/why/show.ts';
import { findJourney } from '#store/journeys/find.ts';
import { type About, explainWhy } from '#store/why/explain.ts';
import { type RestContext, defineRoute } from '../route.ts';
import { idParams, moment, momentOrNull, reasonSchema } from '../schemas.ts';

const answer = z.object({
  about: z.enum(['entered', 'passed', 'left', 'waiting', 'not-reached', 'never-entered', 'message']),
  at: momentOrNull.describe('The moment explained'),
  journey: z.object({ id: z.string(), name: z.string(), version: z.number().nullable() }),
  step: z.object({ id: z.string(), name: z.string(), type: z.string() }).nullable(),
  enrollmentId: z.string().nullable(),
  visit: z.number().nullable(),
  messageId: z.string().nullable(),
  sentence: z.string(),
  details: z.array(z.string()),
  reasons: z.array(reasonSchema),
  values: z
    .array(
      z.object({
        key: z.string(),
        label: z.string(),
        phi: z.enum(phiClasses),
        value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]),
        since: moment,
        source: z.string().nullable(),
        until: momentOrNull.describe('When it was changed to what is known now'),
      }),
    )
    .describe('Values as they were at that moment; masked unless `reveal` is true'),
  until: momentOrNull.describe('For a wait: until when at most'),
  certain: z.boolean().nullable().describe('The interpreter, run again on what was true then, did the same'),
});

export const whyContactRoute = defineRoute({
  operation: 'contacts.why',
  method: 'GET',
  path: '/contacts/{id}/why',
  scope: 'contacts:read',
  summary: 'Why a contact is where they are, took an outlet, or was not sent something',
  description:
    'Name a journey for the whole way through it, a journey and a step for that step (also one never reached), or a message. Values are those of the moment explained.',
  params: idParams,
  query: z.strictObject({
    journey: z.string().min(1).max(120).optional().describe('Id or name'),
    step: z.string().max(63).optional(),
    message: z.uuid().optional(),
    reveal: z.enum(['true', 'false']).optional().describe('Values in the clear'),
  }),
  response: z.object({ data: z.array(answer) }),
  readsPhi: true,
  handler: async (context, { params, query }) => {
    const about = await aboutOf(context, query);
    const answers = await explainWhy(context.db.sql, context.seal, params.id, about);
    const revealed = query.reveal === 'true';
    await context.audit(context.db.orm, {
      action: revealed ? 'contact.reveal' : 'contact.why',
      subject: `contact:${params.id}`,
      details: revealed ? { why: about, fields: fieldsShown(answers) } : { about },
    });
    return { data: answers.map((one) => showWhy(one, revealed)) };
  },
});

async function aboutOf(
  { db }: RestContext,
  query: { journey?: string | undefined; step?: string | undefined; message?: string | undefined },
): Promise<About> {
  if (query.message !== undefined && query.journey === undefined && query.step === undefined)
    return { message: query.message };
  if (query.journey === undefined || query.message !== undefined)
    throw new Failure('INVALID_INPUT', { query: 'journey' }, 'Name a journey (and a step, if you like) or a message.');
  const { id } = await findJourney(db.orm, query.journey);
  return query.step === undefined ? { journey: id } : { journey: id, step: query.step };
}
