import { RATCHET_DAYS } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Sql } from '#store/database.ts';

/**
 * Keeps what was measured. `best` rises at once, and falls to what is measured only when nothing as good was shown for
 * RATCHET_DAYS; before that a person has to accept it.
 */
export async function recordDestination(
  sql: Sql,
  measured: {
    domain: string;
    assurance: Assurance;
    suspicion?: string | null;
    details: Record<string, unknown>;
  },
): Promise<void> {
  const { domain, assurance, suspicion = null, details } = measured;
  const renewed = sql`(excluded.best >= d.best or d.best_at <= stepwell_now() - ${RATCHET_DAYS} * interval '1 day')`;
  await sql`
    insert into destinations as d (domain, assurance, best, best_at, suspicion, suspected_at, details, measured_at)
    values (${domain}, ${assurance}, ${assurance}, stepwell_now(), ${suspicion},
      case when ${suspicion}::text is null then null else stepwell_now() end, ${JSON.stringify(details)}::text::jsonb,
      stepwell_now())
    on conflict (domain) do update set assurance = excluded.assurance, details = excluded.details,
      measured_at = excluded.measured_at,
      best = case when ${renewed} then excluded.best else d.best end,
      best_at = case when ${renewed} then excluded.best_at else d.best_at end,
      suspicion = excluded.suspicion,
      suspected_at = case when excluded.suspicion is null then null
        else coalesce(d.suspected_at, excluded.suspected_at) end`;
}
