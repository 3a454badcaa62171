import type { Problem } from '#core/watch/alerts.ts';
import { type Check, MINUTE } from '../check.ts';

/** People who stand where nothing will ever take them on: neither a due time nor anything to wait for. */
export const endlessCheck: Check = {
  name: 'endless',
  codes: ['wait-endless'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ journeyId: string; step: string; people: number }[]>`
      select journey_id as "journeyId", step, count(*)::int as people from enrollments
      where due_at is null and waiting_for = '{}' and state in ('active', 'waiting') group by 1, 2`;
    const problems = rows.map(({ journeyId, step, people }): Problem => ({
      code: 'wait-endless',
      subject: `journey:${journeyId} step:${step}`,
      details: { people },
    }));
    return { problems, memory: null };
  },
};

/** Contacts set aside because something about them could not be worked out, by journey and fault. */
export const setAsideCheck: Check = {
  name: 'set-aside',
  codes: ['set-aside'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ journeyId: string; problem: string | null; people: number }[]>`
      select journey_id as "journeyId", problem, count(*)::int as people from enrollments where state = 'failed'
      group by 1, 2 order by 1, 3 desc`;
    const problems = [...Map.groupBy(rows, ({ journeyId }) => journeyId)].map(([journeyId, faults]): Problem => ({
      code: 'set-aside',
      subject: `journey:${journeyId}`,
      details: {
        people: faults.reduce((sum, { people }) => sum + people, 0),
        problems: faults.map(({ problem, people }) => `${problem ?? 'UNKNOWN'} ${people}`).join(', '),
      },
    }));
    return { problems, memory: null };
  },
};

/** Journeys the engine stopped and nobody resumed. Also raised at the moment of stopping. */
export const stoppedCheck: Check = {
  name: 'stopped',
  codes: ['journey-stopped'],
  every: MINUTE,
  async run({ sql }) {
    const rows = await sql<{ id: string; reason: string }[]>`
      select id, paused_reason as reason from journeys where state = 'paused' and paused_reason is not null`;
    return { problems: rows.map(({ id, reason }) => stopped(id, reason)), memory: null };
  },
};

export function stopped(journeyId: string, reason: string): Problem {
  return { code: 'journey-stopped', subject: `journey:${journeyId}`, details: { reason } };
}

/** Changes noted for whoever waits for them, and opens and clicks whose minute is over, and not passed on. */
export const unheardCheck: Check = {
  name: 'unheard',
  codes: ['changes-unheard'],
  every: MINUTE,
  async run({ sql, now }) {
    const [oldest] = await sql<{ at: number | null }[]>`
      select date_part('epoch', min(at)) * 1000 as at from (
        (select at from wakes limit 10000)
        union all (select judge_at from events where judge_at is not null order by judge_at limit 1)
      ) w`;
    const lateMs = oldest?.at ? Math.round(now - oldest.at) : 0;
    const problems: Problem[] =
      lateMs > 5 * MINUTE ? [{ code: 'changes-unheard', subject: 'changes', details: { lateMs } }] : [];
    return { problems, memory: null };
  },
};
