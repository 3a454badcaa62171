import type { ClaimedMessage, FinalState } from '#engine/dispatch/world.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { held, leased } from './lease.ts';

export interface FinishedRow {
  message: ClaimedMessage;
  state: FinalState;
  reason: string;
  method: string | null;
  phi: string | null;
  /** Deferred only: milliseconds until it is due again. */
  retryInMs: number | null;
  portalNext: boolean;
}

/**
 * Writes how an attempt ended. Also from `in_doubt`: a recovery may have called it that while the answer was on its
 * way to the worker that still holds it. @returns the ids that were written.
 */
export async function finishMessages(sql: Sql, worker: string, rows: readonly FinishedRow[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const text = (of: (row: FinishedRow) => string | number | boolean | null) => arrayLiteral(rows.map(of));
  const written = await sql<{ id: string }[]>`
    update messages m set state = f.state, reason = f.reason, method = coalesce(f.method, m.method),
      phi = coalesce(f.phi, m.phi), lease_until = null, destination = null,
      claimed_by = case when f.state = 'in_doubt' then m.claimed_by end,
      portal_only = m.portal_only or f.portal_next,
      due_at = case when f.state = 'deferred' then stepwell_now() + f.retry_ms * interval '1 millisecond' else m.due_at end,
      finished_at = case when f.state = 'deferred' then null else stepwell_now() end
    from ${leased(
      sql,
      rows.map((row) => row.message),
    )}
    join unnest(
      ${text((row) => row.message.id)}::uuid[], ${text((row) => row.state)}::text[], ${text((row) => row.reason)}::text[],
      ${text((row) => row.method)}::text[], ${text((row) => row.phi)}::text[],
      ${text((row) => row.retryInMs)}::float8[], ${text((row) => row.portalNext)}::boolean[]
    ) as f(id, state, reason, method, phi, retry_ms, portal_next) on f.id = w.id
    where ${held(sql, worker)} and m.state in ('claimed', 'sealed', 'dot', 'in_doubt')
    returning m.id`;
  return new Set(written.map((row) => row.id));
}
