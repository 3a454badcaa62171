import type { Sql } from '#store/database.ts';

/** What the operator says of a domain. */
export interface DestinationRule {
  pinned: boolean;
  /** Deliveries under way at a time, and messages a minute, of all workers together; null: as everywhere. */
  parallel: number | null;
  perMinute: number | null;
}

/** Sets a domain's rule, or takes it away when it says nothing. @returns what it was; null when there was none. */
export async function setRule(
  sql: Sql,
  domain: string,
  { pinned, parallel, perMinute }: DestinationRule,
  by: string | null,
): Promise<DestinationRule | null> {
  const [before] = await sql<DestinationRule[]>`
    select pinned, parallel, per_minute as "perMinute" from destination_rules where domain = ${domain} for update`;
  if (!pinned && parallel === null && perMinute === null)
    await sql`delete from destination_rules where domain = ${domain}`;
  else
    await sql`
      insert into destination_rules (domain, pinned, parallel, per_minute, updated_at, updated_by)
      values (${domain}, ${pinned}, ${parallel}, ${perMinute}, stepwell_now(), ${by})
      on conflict (domain) do update set pinned = excluded.pinned, parallel = excluded.parallel,
        per_minute = excluded.per_minute, updated_at = excluded.updated_at, updated_by = excluded.updated_by`;
  return before ?? null;
}

export interface Share {
  parallel: number | null;
  perMinute: number | null;
}

/** Each limited domain's share for one worker: what the operator allows, divided by the workers that are alive. */
export async function sharesOfLimits(sql: Sql): Promise<Map<string, Share>> {
  const rows = await sql<(Share & { domain: string })[]>`
    select r.domain, greatest(1, r.parallel / w.n)::int as parallel, (r.per_minute::float8 / w.n) as "perMinute"
    from destination_rules r
    cross join (select greatest(1, count(*))::int as n from workers where seen_at > now() - interval '1 minute') w
    where r.parallel is not null or r.per_minute is not null`;
  return new Map(rows.map(({ domain, parallel, perMinute }) => [domain, { parallel, perMinute }]));
}
