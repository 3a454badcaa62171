import type { Assurance } from '#core/delivery/facts.ts';
import { Failure } from '#core/failure.ts';
import type { Sql } from '#store/database.ts';

/**
 * A person accepts what a domain shows now as what it is to be held to. What its own DANE or MTA-STS refuses stays refused:
 * those are measured anew each time.
 * @returns what it was held to before. @throws Failure NOT_FOUND; REVISION_CONFLICT when it shows something else by now.
 */
export async function acceptDestination(sql: Sql, domain: string, seen: Assurance): Promise<{ before: string }> {
  const [row] = await sql<{ assurance: string; best: string }[]>`
    select assurance, best from destinations where domain = ${domain} for update`;
  if (!row) throw new Failure('NOT_FOUND');
  if (row.assurance !== seen) throw new Failure('REVISION_CONFLICT', { shows: row.assurance });
  await sql`
    update destinations set best = assurance, best_at = stepwell_now(),
      suspicion = case when suspicion = 'fell' then null else suspicion end,
      suspected_at = case when suspicion = 'fell' then null else suspected_at end
    where domain = ${domain}`;
  return { before: row.best };
}
