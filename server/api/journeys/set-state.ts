import { z } from 'zod';
import { journeyMoves, setState as moveJourney } from '#store/journeys/set-state.ts';
import { staff } from '../trpc.ts';

/** Pauses, resumes or ends a journey. */
export const setState = staff('journeys.publish')
  .input(z.strictObject({ id: z.uuid(), move: z.enum(journeyMoves) }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const state = await moveJourney(tx, { id: input.id, move: input.move });
      await ctx.audit(tx, { action: `journey.${input.move}`, subject: `journey:${input.id}` });
      return { state };
    }),
  );
