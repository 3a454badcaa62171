import { z } from 'zod';
import { campaignPlan } from '#core/campaign/plan.ts';
import { staff } from '../trpc.ts';
import { launch } from './launch.ts';

/** Sends a campaign: makes it, publishes it and starts it in one act; a job brings its people in. */
export const send = staff('journeys.publish')
  .input(z.strictObject({ plan: campaignPlan }))
  .mutation(async ({ ctx, input }) => {
    const { id, total } = await launch(ctx, input.plan, ctx.actor.id, ctx.audit);
    return { id, total };
  });
