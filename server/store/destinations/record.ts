import type { Assurance } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';

/** Keeps what was measured; `best` only ever rises here. */
export async function recordDestination(
  sql: Sql,
  measured: { domain: string; assurance: Assurance; details: Record<string, unknown> },
): Promise<void> {
  const { domain, assurance, details } = measured;
  await sql`
    insert into destinations as d (domain, assurance, best, details, measured_at)
    values (${domain}, ${assurance}, ${assurance}, ${JSON.stringify(details)}::text::jsonb, stepwell_now())
    on conflict (domain) do update set assurance = excluded.assurance, details = excluded.details,
      measured_at = excluded.measured_at, best = greatest(d.best, excluded.best)`;
}
