import type { Sql } from '#store/database.ts';

/** How many replies wait; nobody in particular. */
export interface ReplyCounts {
  new: number;
  open: number;
  mine: number;
  /** The same by sender identity, for those that have any open; null: the identity is gone. */
  senders: { id: string | null; name: string | null; new: number; open: number }[];
  /** Changes whenever a reply does: who watches a list reads it again then. */
  version: string;
}

export async function countReplies(sql: Sql, me: string): Promise<ReplyCounts> {
  const rows = await sql<
    { id: string | null; name: string | null; new: number; open: number; mine: number; v: string }[]
  >`
    select r.sender_id as id, s.name, count(*) filter (where r.state = 'new')::int as new, count(*)::int as open,
      count(*) filter (where r.assignee = ${me})::int as mine,
      md5(string_agg(r.id || r.state || coalesce(r.assignee, ''), ',' order by r.id)) as v
    from replies r left join senders s on s.id = r.sender_id
    where r.state <> 'done' group by 1, 2 order by s.name nulls last`;
  const sum = (of: (row: (typeof rows)[number]) => number) => rows.reduce((n, row) => n + of(row), 0);
  return {
    new: sum((row) => row.new),
    open: sum((row) => row.open),
    mine: sum((row) => row.mine),
    senders: rows.map(({ id, name, new: fresh, open }) => ({ id, name, new: fresh, open })),
    version: rows.map((row) => row.v).join(''),
  };
}
