import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { saveDraft } from '#store/journeys/save-draft.ts';
import { staff } from '../trpc.ts';

/** Saves the draft if `revision` is still the newest; otherwise REVISION_CONFLICT and nothing is overwritten. */
export const save = staff('journeys.edit')
  .input(z.strictObject({ id: z.uuid(), revision: z.int().positive(), graph }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const revision = await saveDraft(tx, input);
      await ctx.audit(tx, {
        action: 'journey.save',
        subject: `journey:${input.id}`,
        details: { revision, steps: input.graph.steps.length },
      });
      return { revision };
    }),
  );
