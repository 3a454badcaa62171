import { z } from 'zod';
import type { Problem } from '#core/watch/alerts.ts';
import { type Check, MINUTE } from '../check.ts';

const LATE_MS = 5 * MINUTE;
/** More are not counted. */
const MOST = 10_000;

/** One person passed over for so long is stuck, even if others of the journey move. */
const PASSED_OVER_MS = 60 * MINUTE;

/** By journey: whose turn it was longest at the last look, since when that was so, and how far the counters had come. */
const memorySchema = z.record(
  z.string(),
  z.object({ id: z.string(), dueAt: z.number(), since: z.number(), moved: z.number() }),
);

/**
 * People of running journeys who are due for long while nobody of theirs moved on since the last look. A backlog that is
 * being worked off, however long, is none; one person passed over by all others for an hour is.
 */
export const stuckCheck: Check = {
  name: 'stuck',
  codes: ['enrollments-stuck'],
  every: MINUTE,
  async run({ sql, memory, now }) {
    const rows = await sql<{ journeyId: string; id: string; dueAt: number; people: number; moved: number }[]>`
      select j.id as "journeyId", f.id, date_part('epoch', f.due_at) * 1000 as "dueAt", late.n::int as people,
        (select coalesce(sum(n), 0)::float8 from step_counts c where c.journey_id = j.id and c.measure <> 'entered')
          as moved
      from journeys j
      cross join lateral (
        select e.id, e.due_at from enrollments e where e.journey_id = j.id and e.due_at is not null
        order by e.due_at, e.id limit 1
      ) f
      cross join lateral (
        select count(*) as n from (
          select 1 from enrollments e where e.journey_id = j.id
            and e.due_at <= stepwell_now() - ${LATE_MS} * interval '1 millisecond' limit ${MOST + 1}) x
      ) late
      where j.state in ('live', 'ended') and j.live_version is not null
        and f.due_at <= stepwell_now() - ${LATE_MS} * interval '1 millisecond'`;
    const before = memorySchema.safeParse(memory);
    const seen = before.success ? before.data : {};
    const problems: Problem[] = [];
    const after: z.output<typeof memorySchema> = {};
    for (const { journeyId, id, dueAt, people, moved } of rows) {
      const last = seen[journeyId];
      const same = last?.id === id && last.dueAt === dueAt;
      const since = same ? last.since : now;
      after[journeyId] = { id, dueAt, since, moved };
      if (!same || (last.moved !== moved && now - since < PASSED_OVER_MS)) continue;
      const capped = people > MOST ? 1 : 0;
      const details = { people: Math.min(people, MOST), capped, lateMs: Math.round(now - dueAt) };
      problems.push({ code: 'enrollments-stuck', subject: `journey:${journeyId}`, details });
    }
    return { problems, memory: after };
  },
};
