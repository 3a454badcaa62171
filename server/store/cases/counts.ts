import type { Sql } from '#store/database.ts';

/** How many cases wait for people; nobody in particular. */
export interface CaseCounts {
  open: number;
  overdue: number;
  unassigned: number;
  mine: number;
  /** Changes whenever a case does: who watches a list reads it again then. */
  version: string;
}

export async function countCases(sql: Sql, me: string): Promise<CaseCounts> {
  const [row] = await sql<CaseCounts[]>`
    select count(*)::int as open, count(*) filter (where due_at < stepwell_now())::int as overdue,
      count(*) filter (where assignee is null)::int as unassigned,
      count(*) filter (where assignee = ${me})::int as mine,
      coalesce(md5(string_agg(id || state || coalesce(assignee, ''), ',' order by id)), '') as version
    from cases where state <> 'closed'`;
  return row ?? { open: 0, overdue: 0, unassigned: 0, mine: 0, version: '' };
}
