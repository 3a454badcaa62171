import { z } from 'zod';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { getJourney } from '#store/journeys/get.ts';
import { staff } from '../trpc.ts';

/** What publishing would find in a journey's draft as it is saved now. */
export const check = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { draft } = await getJourney(ctx.db.orm, input.id);
    return checkDraft(ctx.db.orm, draft);
  });
