import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { prepare } from '#core/graph/prepare.ts';
import { assumptions } from '#core/run/assume.ts';
import { filterSchema } from '#core/segment/ast.ts';
import { countDryRun, createDryRun } from '#store/dry-runs/create.ts';
import { drawnGraph, getJourney } from '#store/journeys/get.ts';
import { staff } from '../trpc.ts';

/** Rehearses a drawing for everyone of a list or segment; a job works it off. Nobody is enrolled, nothing is sent. */
export const start = staff('journeys.publish')
  .input(
    z.strictObject({
      id: z.uuid(),
      /** The drawing as it is on the canvas; null takes the live version. */
      graph: graph.nullable(),
      filter: filterSchema,
      assumptions: assumptions.prefault({}),
      /** Epoch milliseconds; null is now. */
      startAt: z.int().nullable().default(null),
      onlyNew: z.boolean().default(false),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const journey = await getJourney(ctx.db.orm, input.id);
    const drawn = input.graph ?? drawnGraph(journey, 'live');
    prepare(drawn);
    const total = await countDryRun(ctx, drawn, input.filter);
    const dryRun = await createDryRun(ctx.db.sql, {
      journeyId: input.id,
      version: input.graph === null ? (journey.live?.version ?? null) : null,
      graph: drawn,
      audience: input.filter,
      assumptions: input.assumptions,
      onlyNew: input.onlyNew,
      startAt: input.startAt ?? (await ctx.now()),
      total,
      by: ctx.actor.id,
    });
    await ctx.audit(ctx.db.orm, {
      action: 'journey.dry-run',
      subject: `journey:${input.id}`,
      details: { dryRun, total, audience: input.filter },
    });
    await ctx.addJob('dry-run', { dryRun }, `dry-run:${dryRun}`);
    return { dryRun, total };
  });
