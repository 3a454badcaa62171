import { z } from 'zod';
import type { Filter } from '#core/segment/ast.ts';
import { Failure } from '#core/failure.ts';
import { resolveContacts } from '#store/contacts/resolve-refs.ts';
import { findJourney } from '#store/journeys/find.ts';
import { countStart, createStart } from '#store/starts/create.ts';
import { enterMatching } from '#store/starts/enter-matching.ts';
import { liveGraph } from '#store/starts/live-graph.ts';
import { triggerFilter } from '#store/starts/audience.ts';
import { transact } from '#store/transact.ts';
import { contactSchema } from '../contact-ref.ts';
import { defineRoute, type RestContext } from '../route.ts';
import { audienceSchema, journeyParams } from '../schemas.ts';

export const enrollContacts = defineRoute({
  operation: 'journeys.enroll',
  method: 'POST',
  path: '/journeys/{id}/enrollments',
  scope: 'journeys:enroll',
  summary: 'Let one contact, a list, a segment or a rule into a live journey',
  description:
    'Each contact enters once, and only if the trigger’s filter lets them. For an audience it answers at once with a ' +
    'start, to be watched at `GET /starts/{id}`.',
  params: journeyParams,
  body: z.union([z.strictObject({ contact: contactSchema }), audienceSchema]),
  status: 202,
  response: z.object({
    entered: z.number().optional().describe('For one contact: 1, or 0 when already in it or not let in'),
    start: z.string().optional(),
    total: z.number().optional().describe('How many were counted to enter'),
  }),
  handler: async (context, { params, body }) => {
    const { id } = await findJourney(context.db.orm, params.id);
    if ('contact' in body) return enterOne(context, id, body.contact);
    return startFor(context, id, 'filter' in body ? body.filter : body);
  },
});

async function enterOne(context: RestContext, journeyId: string, given: z.output<typeof contactSchema>) {
  return transact(context.db, async (tx) => {
    const graph = await liveGraph(tx.sql, journeyId);
    const [contact] = await resolveContacts(tx.sql, context.seal, [given]);
    if (contact === 'shared')
      throw new Failure('INVALID_INPUT', {}, 'Several contacts share this address; name the one meant by id.');
    if (contact === 'unknown' || !contact) throw new Failure('NOT_FOUND', {}, 'There is no such contact.');
    const deps = { sql: tx.sql, seal: context.seal };
    const entered = await enterMatching(deps, { id: journeyId, graph }, triggerFilter(graph), [contact]);
    await context.audit(tx.orm, {
      action: 'journey.enroll',
      subject: `journey:${journeyId}`,
      details: { contact: contact.id, entered },
    });
    return { entered };
  });
}

async function startFor(context: RestContext, journeyId: string, audience: Filter) {
  const total = await countStart(context, journeyId, audience);
  const start = await transact(context.db, async (tx) => {
    const made = await createStart(tx.sql, { journeyId, audience, total, by: null });
    await context.audit(tx.orm, {
      action: 'journey.start',
      subject: `journey:${journeyId}`,
      details: { start: made, total, audience },
    });
    return made;
  });
  await context.addJob('start-journey', { start }, `start:${start}`);
  return { start, total };
}
