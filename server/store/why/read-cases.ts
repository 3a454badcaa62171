import {
  type CaseAction,
  type CaseEvent,
  type CaseOutcome,
  type CaseState,
  nextCaseState,
  outcomeOf,
} from '#core/cases/machine.ts';
import type { CaseRecord } from '#core/why/record.ts';
import type { Sql } from '#store/database.ts';

/** The cases of a contact's messages with every state they came into, worked out from their logs. */
export async function readCaseRecords(sql: Sql, lane: number, contactId: string): Promise<CaseRecord[]> {
  const rows = await sql<
    { id: string; message: string; at: number; action: CaseAction | CaseEvent | 'open' | 'assign'; since: number }[]
  >`
    select c.id, c.message_id as message, l.action, round(date_part('epoch', l.at) * 1000)::float8 as at,
      round(date_part('epoch', c.since) * 1000)::float8 as since
    from cases c join case_log l on l.lane = c.lane and l.contact_id = c.contact_id and l.case_id = c.id
    where c.lane = ${lane} and c.contact_id = ${contactId} order by c.id, l.n`;
  return [...Map.groupBy(rows, ({ id }) => id).values()].map((log) => {
    const states: { state: CaseState; outcome: CaseOutcome | null; since: number }[] = [];
    for (const { action, at } of log) {
      const before = states.at(-1)?.state;
      if (action === 'open') states.push({ state: 'open', outcome: null, since: at });
      else if (before !== undefined && action !== 'assign') {
        const state = nextCaseState(before, action);
        if (state === null || state === before) continue;
        const outcome = state === 'closed' ? endOf(before, action) : null;
        states.push({ state, outcome, since: at });
      }
    }
    // The log is dated by the transaction, the state by the walk that made it: watches count from the latter.
    const last = states.at(-1);
    if (last) last.since = log[0]!.since;
    return { message: log[0]!.message, states };
  });
}

function endOf(before: CaseState, action: CaseAction | CaseEvent): CaseOutcome | null {
  return action === 'contact-deleted' ? 'contact_deleted' : outcomeOf(before);
}
