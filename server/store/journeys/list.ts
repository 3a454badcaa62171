import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Orm } from '#store/database.ts';

export interface JourneyRow {
  id: string;
  name: string;
  state: 'draft' | 'live' | 'paused' | 'ended';
  liveVersion: number | null;
  /** The draft differs from what is live (or nothing is live yet). */
  edited: boolean;
  priority: number;
  steps: number;
  updatedAt: Date;
  pausedReason: string | null;
  /** People: all who ever entered, still in it, finished at an End, left before one. */
  entered: number;
  here: number;
  completed: number;
  left: number;
  /** Emails its send steps have handed to delivery. */
  sent: number;
}

const row = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(['draft', 'live', 'paused', 'ended']),
  live_version: z.number().nullable(),
  edited: z.boolean(),
  priority: z.number(),
  steps: z.coerce.number(),
  updated_at: z.coerce.date(),
  paused_reason: z.string().nullable(),
  entered: z.coerce.number(),
  exited: z.coerce.number(),
  completed: z.coerce.number(),
  sent: z.coerce.number(),
});

/** Every journey but the one-off campaigns, with its live figures, the most recently touched first; figures come from the counters, not the rows. */
export async function listJourneys(orm: Orm): Promise<JourneyRow[]> {
  const rows = await orm.execute(sql`
    select j.id, j.name, j.state, j.live_version, j.priority, j.updated_at, j.paused_reason,
           jsonb_array_length(j.draft->'steps') as steps,
           (v.graph is null or (v.graph - 'layout') is distinct from (j.draft - 'layout')) as edited,
           coalesce(c.entered, 0) as entered, coalesce(c.exited, 0) as exited,
           coalesce(c.completed, 0) as completed, coalesce(c.sent, 0) as sent
    from journeys j
    left join journey_versions v on v.journey_id = j.id and v.version = j.live_version
    left join lateral (
      select sum(n) filter (where step = 'trigger' and measure = 'entered') as entered,
             sum(n) filter (where measure like 'exited:%') as exited,
             sum(n) filter (where measure in ('exited:completed', 'exited:goal')) as completed,
             sum(n) filter (where measure = 'passed:sent') as sent
      from step_counts where journey_id = j.id
    ) c on true
    where j.kind = 'journey'
    order by j.updated_at desc, j.id`);
  return rows.map((raw) => {
    const one = row.parse(raw);
    return {
      id: one.id,
      name: one.name,
      state: one.state,
      liveVersion: one.live_version,
      edited: one.edited,
      priority: one.priority,
      steps: one.steps,
      updatedAt: one.updated_at,
      pausedReason: one.paused_reason,
      entered: one.entered,
      here: Math.max(0, one.entered - one.exited),
      completed: one.completed,
      left: one.exited - one.completed,
      sent: one.sent,
    };
  });
}
