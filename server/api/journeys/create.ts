import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { createJourney } from '#store/journeys/create.ts';
import { staff } from '../trpc.ts';

/** A new journey from a drawing: blank, a ready-made one, or a copy of another's draft. */
export const create = staff('journeys.edit')
  .input(z.strictObject({ graph }))
  .mutation(async ({ ctx, input }) => {
    const id = ctx.newId();
    await ctx.db.orm.transaction(async (tx) => {
      await createJourney(tx, { id, graph: input.graph });
      await ctx.audit(tx, { action: 'journey.create', subject: `journey:${id}`, details: { name: input.graph.name } });
    });
    return { id };
  });
