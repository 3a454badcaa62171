import { z } from 'zod';
import { choicesSchema } from '#core/graph/version-plan.ts';
import { planDraft } from '#store/journeys/plan-draft.ts';
import { staff } from '../trpc.ts';

/** What publishing the draft as it is saved would mean for the people in it, with these choices. */
export const plan = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid(), choices: choicesSchema.default({}), pin: z.boolean().default(false) }))
  .query(({ ctx, input }) => planDraft(ctx.db.orm, input));
