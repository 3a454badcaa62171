import { z } from 'zod';
import { worldOf } from '#core/graph/catalog.ts';
import { checkGraph } from '#core/graph/check.ts';
import { graph } from '#core/graph/model.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';
import { getJourney } from '#store/journeys/get.ts';
import { staff } from '../trpc.ts';

/** What publishing would find in a drawing, or in a journey's draft as it is saved now. */
export const check = staff('journeys.read')
  .input(z.union([z.strictObject({ id: z.uuid() }), z.strictObject({ graph })]))
  .query(async ({ ctx, input }) => {
    const drawing = 'graph' in input ? input.graph : (await getJourney(ctx.db.orm, input.id)).draft;
    return checkGraph(drawing, worldOf(await loadCatalog(ctx.db.orm)));
  });
