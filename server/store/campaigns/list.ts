import { z } from 'zod';
import { CAMPAIGN, type CampaignPlan, planOf } from '#core/campaign/plan.ts';
import { type CampaignState, campaignState } from '#core/campaign/state.ts';
import { Failure } from '#core/failure.ts';
import { graph } from '#core/graph/model.ts';
import type { Sql } from '#store/database.ts';
import { type CampaignFigures, campaignFigures } from './figures.ts';

export interface CampaignRow extends CampaignFigures {
  id: string;
  name: string;
  state: CampaignState;
  pausedReason: string | null;
  /** Null when it is no longer one email to one audience: someone drew on. */
  plan: CampaignPlan | null;
  /** Epoch milliseconds. */
  createdAt: number;
  createdBy: string | null;
  /** People it was counted for, came in, wait for their time, and left before their email was made. */
  total: number;
  entered: number;
  waitingForTime: number;
  /** When the first of those goes out; null when nobody waits. */
  nextAt: number | null;
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  journeyState: z.enum(['draft', 'live', 'paused', 'ended']),
  pausedReason: z.string().nullable(),
  graph,
  createdAt: z.number(),
  createdBy: z.string().nullable(),
  startState: z.string().nullable(),
  total: z.number().nullable(),
  entered: z.coerce.number(),
  exited: z.coerce.number(),
  next_at: z.number().nullable(),
  here: z.coerce.number(),
});

/** The newest campaigns. */
export async function listCampaigns(sql: Sql, limit = 100): Promise<CampaignRow[]> {
  return withFigures(
    sql,
    await sql`${select(sql)} where j.kind = 'campaign' order by j.created_at desc, j.id desc limit ${limit}`,
  );
}

/** @throws Failure NOT_FOUND, also for a journey that is no campaign. */
export async function getCampaign(sql: Sql, id: string): Promise<CampaignRow> {
  const [found] = await withFigures(sql, await sql`${select(sql)} where j.kind = 'campaign' and j.id = ${id}`);
  if (!found) throw new Failure('NOT_FOUND', { campaign: id });
  return found;
}

function select(sql: Sql) {
  return sql`
    select j.id, j.name, j.state as "journeyState", j.paused_reason as "pausedReason", coalesce(v.graph, j.draft) as graph,
      date_part('epoch', s.created_at) * 1000 as "createdAt", u.name as "createdBy",
      s.state as "startState", s.total, coalesce(c.entered, 0) as entered, coalesce(c.exited, 0) as exited,
      date_part('epoch', w.next_at) * 1000 as next_at, coalesce(w.here, 0) as here
    from journeys j
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    left join lateral (select * from starts where journey_id = j.id order by created_at, id limit 1) s on true
    left join users u on u.id = s.created_by
    left join lateral (
      select sum(n) filter (where step = 'trigger' and measure = 'entered') as entered,
        sum(n) filter (where measure like 'exited:%') as exited
      from step_counts where journey_id = j.id
    ) c on true
    left join lateral (
      select min(due_at) as next_at, count(*) as here from enrollments
      where journey_id = j.id and step = ${CAMPAIGN.wait} and state in ('active', 'waiting')
    ) w on true`;
}

async function withFigures(sql: Sql, rows: readonly unknown[]): Promise<CampaignRow[]> {
  const read = rows.map((one) => row.parse(one));
  const figures = await campaignFigures(
    sql,
    read.map((one) => one.id),
  );
  return read.map((one) => {
    const own = figures.get(one.id)!;
    const plan = planOf(one.graph);
    const facts = {
      journey: one.journeyState,
      start: one.startState,
      inIt: one.entered - one.exited,
      waitingForTime: one.here,
      made: Object.values(own.delivered).length + Object.values(own.failed).length + own.waiting,
      outbox: own.waiting,
      scheduled: plan !== null && plan.when.kind !== 'now',
    };
    return {
      ...own,
      id: one.id,
      name: one.name,
      state: campaignState(facts),
      pausedReason: one.pausedReason,
      plan,
      createdAt: Math.round(one.createdAt),
      createdBy: one.createdBy,
      total: one.total ?? 0,
      entered: one.entered,
      waitingForTime: one.here,
      nextAt: one.next_at === null ? null : Math.round(one.next_at),
    };
  });
}
