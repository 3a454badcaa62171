import { RATCHET_DAYS } from '#core/delivery/assurance.ts';
import { type Assurance, assurances } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';

/** What a domain showed when it was last measured, and the best it showed of late. */
export interface KnownDestination {
  assurance: Assurance;
  best: Assurance;
}

/** In place of a domain: what the relay makes of all of them. Not a name a domain can have. */
export const RELAY = '(relay)';

/** Null for a domain never measured. */
export async function knownDestination(sql: Sql, domain: string): Promise<KnownDestination | null> {
  return (await knownDestinations(sql, [domain])).get(domain) ?? null;
}

/** The same for many domains at once; those never measured are not in it. */
export async function knownDestinations(sql: Sql, domains: readonly string[]): Promise<Map<string, KnownDestination>> {
  if (domains.length === 0) return new Map();
  const rows = await sql<{ domain: string; assurance: string; best: string }[]>`
    select domain, assurance, ${stillBest(sql)} as best from destinations where domain in ${sql(domains)}`;
  return new Map(rows.map((row) => [row.domain, { assurance: read(row.assurance), best: read(row.best) }]));
}

/** What the transport asks before it connects: the best shown of late (null: never measured), and the operator's pin. */
export async function standingOf(sql: Sql, domain: string): Promise<{ best: Assurance | null; pinned: boolean }> {
  const [row] = await sql<{ best: string | null; pinned: boolean | null }[]>`
    select (select ${stillBest(sql)} from destinations where domain = ${domain}) as best,
      (select pinned from destination_rules where domain = ${domain}) as pinned`;
  return { best: row?.best ? read(row.best) : null, pinned: row?.pinned ?? false };
}

/** The ratchet's value: what was shown too long ago does not count any more. */
export function stillBest(sql: Sql) {
  return sql`case when best_at > stepwell_now() - ${RATCHET_DAYS} * interval '1 day' then best
    else least(best, assurance) end`;
}

function read(text: string): Assurance {
  const found = assurances.find((one) => one === text);
  // A row that cannot be read counts as the best, so that what is measured now looks like a fall, not a rise.
  return found ?? 'T4';
}
