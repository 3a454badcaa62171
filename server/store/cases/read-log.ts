import type { CaseChannel } from '#core/cases/machine.ts';
import type { Sql } from '#store/database.ts';

/** What was done in a case. `at` is epoch milliseconds. */
export interface CaseLogRow {
  n: number;
  at: number;
  actor: string;
  /** The person's name, when it was a user who still exists. */
  actorName: string | null;
  action: string;
  channel: CaseChannel | null;
  detail: string | null;
  /** Of someone assigned: their name. */
  detailName: string | null;
  /** A note or a new address was written down; revealing shows it. */
  sealed: boolean;
}

/** What was done in a case, oldest first. */
export async function readCaseLog(
  sql: Sql,
  { lane, contactId, id }: { lane: number; contactId: string; id: string },
): Promise<CaseLogRow[]> {
  return sql<CaseLogRow[]>`
    select l.n, round(date_part('epoch', l.at) * 1000)::float8 as at, l.actor, u.name as "actorName", l.action, l.channel,
      l.detail, a.name as "detailName", l.sealed is not null as sealed
    from case_log l left join users u on l.actor = 'user:' || u.id left join users a on l.action = 'assign' and a.id = l.detail
    where l.lane = ${lane} and l.contact_id = ${contactId} and l.case_id = ${id} order by l.n`;
}
