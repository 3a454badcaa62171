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

function read(text: string): Assurance {
  const found = assurances.find((one) => one === text);
  // A row that cannot be read counts as the best, so that what is measured now looks like a fall, not a rise.
  return found ?? 'T4';
}
