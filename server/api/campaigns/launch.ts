import { type CampaignPlan, campaignGraph } from '#core/campaign/plan.ts';
import { assumptions } from '#core/run/assume.ts';
import { countAudience } from '#store/audience/count.ts';
import { type Launched, launchCampaign } from '#store/campaigns/launch.ts';
import { createDryRun } from '#store/dry-runs/create.ts';
import type { Orm } from '#store/database.ts';
import { readSettings } from '#store/settings/read.ts';
import { transact } from '#store/transact.ts';
import type { AuditEntry } from '#store/audit/append.ts';
import type { Services } from '../services.ts';

/**
 * Counts, then publishes and starts a campaign in one transaction with its audit entries: for the app and REST.
 * @throws Failure SEGMENT_INVALID, NAME_TAKEN, JOURNEY_HAS_ERRORS
 */
export async function launch(
  services: Services,
  plan: CampaignPlan,
  by: string | null,
  audit: (orm: Orm, entry: Omit<AuditEntry, 'actor'>) => Promise<void>,
): Promise<Launched & { total: number; forecast: string }> {
  const { organization } = await readSettings(services.db.orm);
  const startAt = await services.now();
  const { matched: total } = await countAudience(services, plan.audience);
  const launched = await transact(services.db, async (tx) => {
    const id = services.newId();
    const made = await launchCampaign(tx, { id, plan, timezone: organization.timezone, total, by });
    const { start, version, hash } = made;
    // What it will be compared with, from the state of things as it begins.
    const forecast = await createDryRun(tx.sql, {
      journeyId: id,
      version,
      graph: campaignGraph(plan, organization.timezone),
      audience: plan.audience,
      assumptions: assumptions.parse({}),
      onlyNew: false,
      startAt,
      total,
      by,
    });
    const subject = `journey:${id}`;
    await audit(tx.orm, { action: 'campaign.send', subject, details: { plan, start, total, version, hash } });
    return { ...made, forecast };
  });
  await services.addJob('dry-run', { dryRun: launched.forecast }, `dry-run:${launched.forecast}`);
  return { ...launched, total };
}
