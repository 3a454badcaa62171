import type { Sql } from '#store/database.ts';

/** When the next contact of a live journey is due, epoch milliseconds; null when nobody ever is. */
export async function nextDue(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select date_part('epoch', min(d.due_at)) * 1000 as at
    from journeys j cross join lateral (
      select e.due_at from enrollments e where e.journey_id = j.id and e.due_at is not null order by e.due_at limit 1
    ) d
    where j.state = 'live' and j.live_version is not null`;
  return row?.at == null ? null : Math.round(row.at);
}
