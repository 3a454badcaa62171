import { type CampaignPlan, campaignGraph } from '#core/campaign/plan.ts';
import type { Reach } from '#core/campaign/reach.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import { assumptions } from '#core/run/assume.ts';
import { emptyTally } from '#core/run/tally.ts';
import type { Services } from '#api/services.ts';
import { countCandidates } from '#store/audience/candidates.ts';
import { openMatcher } from '#store/audience/scan.ts';
import { readSettings } from '#store/settings/read.ts';
import { rehearseAudience } from './rehearse-audience.ts';

/**
 * A campaign rehearsed for its audience, as a dry run does it: by the engine's and the dispatcher's own functions, so it
 * cannot say anything else than they will. Sends and writes nothing. Stops after `budgetMs` and says how far it came.
 * @throws Failure SEGMENT_INVALID
 */
export async function campaignReach(services: Services, plan: CampaignPlan, budgetMs: number): Promise<Reach> {
  const { organization } = await readSettings(services.db.orm);
  const { candidates } = await openMatcher(services, plan.audience);
  const total = await countCandidates(services.db.sql, candidates);
  const sum = emptyTally();
  const far = { matched: 0, examined: 0, shared: 0 };
  const run = {
    journeyId: services.newId(),
    graph: campaignGraph(plan, organization.timezone),
    plan: NO_PLAN,
    audience: plan.audience,
    assumptions: assumptions.parse({}),
    onlyNew: false,
    startAt: await services.now(),
    after: null,
  };
  const began = performance.now();
  let done = true;
  for await (const round of rehearseAudience(services, run, sum)) {
    far.matched += round.matched;
    far.examined += round.examined;
    far.shared += round.shared;
    if (far.examined < total && performance.now() - began > budgetMs) {
      done = false;
      break;
    }
  }
  const { methods: emails, assumed, left } = sum;
  return { ...far, total: Math.max(total, far.examined), done, emails, assumed, unreadable: left.unreadable };
}
