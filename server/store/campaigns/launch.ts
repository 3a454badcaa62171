import { type CampaignPlan, campaignGraph } from '#core/campaign/plan.ts';
import type { Filter } from '#core/segment/ast.ts';
import { createJourney } from '#store/journeys/create.ts';
import { publishJourney } from '#store/journeys/publishDraft.ts';
import { createStart } from '#store/starts/create.ts';
import { queueStart } from '#store/starts/queue.ts';
import type { Both } from '#store/transact.ts';

export interface Launched {
  id: string;
  start: string;
  version: number;
  hash: string;
}

/**
 * Makes a campaign, publishes it and starts it, in the caller's transaction with the job that works it off: after a
 * crash there is either none of it or all of it, and the start is resumable. The name is unique, so the same launch
 * sent twice is refused the second time.
 * @param total what was counted and confirmed
 * @throws Failure NAME_TAKEN, JOURNEY_HAS_ERRORS with the findings
 */
export async function launchCampaign(
  { sql, orm }: Both,
  request: { id: string; plan: CampaignPlan; timezone: string; total: number; by: string | null },
): Promise<Launched> {
  const { id, plan, timezone, total, by } = request;
  await createJourney(orm, { id, kind: 'campaign', graph: campaignGraph(plan, timezone) });
  const { version, hash } = await publishJourney(orm, { id, acknowledge: 'all', by });
  const audience: Filter = plan.audience;
  const start = await createStart(sql, { journeyId: id, audience, total, by });
  await queueStart(sql, start);
  return { id, start, version, hash };
}
