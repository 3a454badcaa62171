import type { CaseOutcome, CaseState } from '#core/cases/machine.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { wakeWaiting } from '#store/enrollments/wake-waiting.ts';

/** A case whose row this transaction holds, and where it goes. */
export interface CaseMove {
  lane: number;
  contactId: string;
  id: string;
  journeyId: string;
  /** The step that watches it. */
  step: string;
  state: CaseState;
  outcome: CaseOutcome | null;
}

/** Puts held cases into their next state and wakes whoever stands at the steps that watch them. */
export async function moveCases(sql: Sql, moves: readonly CaseMove[], at: number): Promise<void> {
  if (moves.length === 0) return;
  const column = (of: (one: CaseMove) => string | number | null) => arrayLiteral(moves.map(of));
  await sql`
    update cases c set state = w.state, outcome = w.outcome, since = to_timestamp(${at}::float8 / 1000),
      closed_at = case when w.state = 'closed' then to_timestamp(${at}::float8 / 1000) end
    from unnest(
      ${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[], ${column((one) => one.id)}::uuid[],
      ${column((one) => one.state)}::text[], ${column((one) => one.outcome)}::text[]
    ) as w(lane, contact_id, id, state, outcome)
    where c.lane = w.lane and c.contact_id = w.contact_id and c.id = w.id`;
  await wakeWaiting(
    sql,
    moves.map(({ lane, contactId, journeyId, step }) => {
      const key = `case:${step}`;
      return { lane, contactId, journeyId, key, wake: { kind: 'event', key, at } };
    }),
  );
}
