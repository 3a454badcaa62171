import { type Assurance, assurances } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';

/** What a domain showed when it was last measured, and the best it ever showed. */
export interface KnownDestination {
  assurance: Assurance;
  best: Assurance;
}

/** Null for a domain never measured. */
export async function knownDestination(sql: Sql, domain: string): Promise<KnownDestination | null> {
  const [row] = await sql<{ assurance: string; best: string }[]>`
    select assurance, best from destinations where domain = ${domain}`;
  return row ? { assurance: read(row.assurance), best: read(row.best) } : null;
}

/** The same for many domains at once; those never measured are not in it. */
export async function knownDestinations(sql: Sql, domains: readonly string[]): Promise<Map<string, KnownDestination>> {
  if (domains.length === 0) return new Map();
  const rows = await sql<{ domain: string; assurance: string; best: string }[]>`
    select domain, assurance, best from destinations where domain in ${sql(domains)}`;
  return new Map(rows.map((row) => [row.domain, { assurance: read(row.assurance), best: read(row.best) }]));
}

function read(text: string): Assurance {
  const found = assurances.find((one) => one === text);
  // A row that cannot be read counts as the best, so that what is measured now looks like a fall, not a rise.
  return found ?? 'T4';
}
