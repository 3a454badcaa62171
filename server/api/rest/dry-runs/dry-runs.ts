import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { prepare } from '#core/graph/prepare.ts';
import { assumptions } from '#core/run/assume.ts';
import { tally } from '#core/run/tally.ts';
import { countDryRun, createDryRun } from '#store/dry-runs/create.ts';
import { readDryRun } from '#store/dry-runs/read.ts';
import { cancelDryRun } from '#store/dry-runs/write.ts';
import { findJourney } from '#store/journeys/find.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { transact } from '#store/transact.ts';
import { defineRoute } from '../route.ts';
import { audienceSchema, idParams, journeyParams } from '../schemas.ts';

export const startDryRun = defineRoute({
  operation: 'journeys.dryRun',
  method: 'POST',
  path: '/journeys/{id}/dry-runs',
  scope: 'journeys:write',
  summary: 'Rehearse a journey for everyone of a list, a segment or a rule: how many end where, and by which method',
  description: 'Nobody is enrolled and nothing is sent. It answers at once; watch it at `GET /dry-runs/{id}`.',
  params: journeyParams,
  body: z.strictObject({
    audience: audienceSchema,
    of: z.enum(['live', 'draft']).default('live'),
    at: z.iso.datetime({ offset: true }).optional().describe('Where the virtual clock begins; default now'),
    assumptions: assumptions.prefault({}).describe('What recipients do; nothing unless told'),
    onlyNew: z.boolean().default(false).describe('Leave out who is in the journey already'),
  }),
  status: 202,
  response: z.object({ dryRun: z.string(), total: z.number() }),
  handler: async (context, { params, body }) => {
    const journey = await getJourney(context.db.orm, (await findJourney(context.db.orm, params.id)).id);
    const { id, live } = journey;
    if (body.of === 'live' && !live) throw new Failure('JOURNEY_NOT_PUBLISHED', { journey: id });
    const graph = drawnGraph(journey, body.of);
    prepare(graph);
    const audience = 'filter' in body.audience ? body.audience.filter : body.audience;
    const total = await countDryRun(context, graph, audience);
    const startAt = body.at === undefined ? await context.now() : Date.parse(body.at);
    const dryRun = await transact(context.db, async (tx) => {
      const made = await createDryRun(tx.sql, {
        journeyId: id,
        version: body.of === 'live' ? (live?.version ?? null) : null,
        graph,
        audience,
        assumptions: body.assumptions,
        onlyNew: body.onlyNew,
        startAt,
        total,
        by: null,
      });
      await context.audit(tx.orm, {
        action: 'journey.dry-run',
        subject: `journey:${id}`,
        details: { dryRun: made, total, audience },
      });
      return made;
    });
    await context.addJob('dry-run', { dryRun }, `dry-run:${dryRun}`);
    return { dryRun, total };
  },
});

export const getDryRun = defineRoute({
  operation: 'dryRuns.get',
  method: 'GET',
  path: '/dry-runs/{id}',
  scope: 'journeys:read',
  summary: 'How far a dry run has come, and its counts',
  params: idParams,
  response: z.object({
    id: z.string(),
    journeyId: z.string(),
    version: z.number().nullable().describe('Null for a draft'),
    state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
    total: z.number(),
    examined: z.number(),
    assumptions,
    result: tally,
    problem: z.string().nullable(),
  }),
  handler: async ({ db }, { params }) => readDryRun(db.sql, params.id),
});

export const cancelDryRunRoute = defineRoute({
  operation: 'dryRuns.cancel',
  method: 'POST',
  path: '/dry-runs/{id}/cancel',
  scope: 'journeys:write',
  summary: 'Stop a dry run; what it has counted stays',
  params: idParams,
  response: z.object({ cancelled: z.boolean() }),
  handler: async (context, { params }) =>
    transact(context.db, async (tx) => {
      const { journeyId } = await readDryRun(tx.sql, params.id);
      const cancelled = await cancelDryRun(tx.sql, params.id);
      await context.audit(tx.orm, {
        action: 'journey.dry-run-cancel',
        subject: `journey:${journeyId}`,
        details: { dryRun: params.id, cancelled },
      });
      return { cancelled };
    }),
});
