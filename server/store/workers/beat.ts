import type { Sql } from '#store/database.ts';

export interface Beat {
  id: string;
  /** Host and process number. */
  name: string;
  claimed: number;
  /** Milliseconds; null when nobody was claimed. */
  p50: number | null;
  p99: number | null;
  /** The process's clock at the call, epoch milliseconds. */
  clock: number;
}

/** A worker says that it lives, and how late the people were whom it took on since. Ones long silent are forgotten. */
export async function beat(sql: Sql, { id, name, claimed, p50, p99, clock }: Beat): Promise<void> {
  await sql`
    insert into workers (id, name, started_at, seen_at, claimed, lag_p50, lag_p99, clock_offset)
    values (${id}, ${name}, now(), now(), ${claimed}, ${p50}, ${p99},
      ${clock}::float8 - date_part('epoch', clock_timestamp()) * 1000)
    on conflict (id) do update set seen_at = excluded.seen_at, claimed = excluded.claimed, lag_p50 = excluded.lag_p50,
      lag_p99 = excluded.lag_p99, clock_offset = excluded.clock_offset`;
  await sql`delete from workers where seen_at < now() - interval '1 day'`;
}

/** A worker that stops in an orderly way takes its name off. */
export async function retire(sql: Sql, id: string): Promise<void> {
  await sql`delete from workers where id = ${id}`;
}
