import { z } from 'zod';
import { type CampaignPlan, campaignGraph, campaignPlan } from '#core/campaign/plan.ts';
import type { Reach } from '#core/campaign/reach.ts';
import { Failure } from '#core/failure.ts';
import { checkDraft } from '#store/journeys/check-draft.ts';
import { findJourneyName } from '#store/journeys/name-taken.ts';
import { readSettings } from '#store/settings/read.ts';
import type { Services } from '../services.ts';
import { staff } from '../trpc.ts';

const BUDGET_MS = 4_000;

/** What sending this campaign would find, and whom it would reach and how. Sends and writes nothing; counts only. */
export const check = staff('journeys.publish')
  .input(z.strictObject({ plan: campaignPlan }))
  .query(async ({ ctx, input: { plan } }) => {
    const { organization } = await readSettings(ctx.db.orm);
    const [findings, taken] = await Promise.all([
      checkDraft(ctx.db.orm, campaignGraph(plan, organization.timezone)),
      findJourneyName(ctx.db.orm, plan.name),
    ]);
    const broken = findings.some((one) => one.severity === 'error');
    return { findings, nameTaken: taken, reach: broken ? null : await reachOf(ctx, plan) };
  });

/** A refusal here is among the findings already. */
async function reachOf(services: Services, plan: CampaignPlan): Promise<Reach | null> {
  try {
    return await services.campaignReach(plan, BUDGET_MS);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}
