import type { CaseAction, CaseChannel, CaseEvent } from '#core/cases/machine.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

export interface CaseEntry {
  lane: number;
  contactId: string;
  /** The case's id. */
  id: string;
  actor: string;
  action: CaseAction | CaseEvent | 'open' | 'assign';
  channel?: CaseChannel | null;
  /** A code or a user's id, never a value. */
  detail?: string | null;
  sealed?: Uint8Array | null;
}

/** Writes down what was done in cases, at most one entry for each. Whoever writes holds the case's row, so the numbers follow. */
export async function appendCaseLog(sql: Sql, entries: readonly CaseEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const column = (of: (one: CaseEntry) => string | number | null | undefined) =>
    arrayLiteral(entries.map((one) => of(one) ?? null));
  await sql`
    insert into case_log (lane, contact_id, case_id, n, at, actor, action, channel, detail, sealed)
    select w.lane, w.contact_id, w.id, 1 + coalesce((select max(l.n) from case_log l
        where l.lane = w.lane and l.contact_id = w.contact_id and l.case_id = w.id), 0),
      stepwell_now(), w.actor, w.action, w.channel, w.detail, decode(w.sealed, 'base64')
    from unnest(
      ${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[], ${column((one) => one.id)}::uuid[],
      ${column((one) => one.actor)}::text[], ${column((one) => one.action)}::text[],
      ${column((one) => one.channel)}::text[], ${column((one) => one.detail)}::text[],
      ${column((one) => (one.sealed ? Buffer.from(one.sealed).toString('base64') : null))}::text[]
    ) as w(lane, contact_id, id, actor, action, channel, detail, sealed)`;
}
