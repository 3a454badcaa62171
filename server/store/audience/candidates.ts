import type { Filter } from '#core/segment/ast.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Sql } from '#store/database.ts';

export interface ContactRef {
  lane: number;
  id: string;
}

/** Where a scan looks: everyone, or only the members of one list or set segment that the rule requires. */
export type Candidates = { kind: 'everyone' } | { kind: 'list' | 'segment'; name: string; whole: boolean };

/**
 * The smallest set of contacts the database can name that holds every match. `whole` says that being in it is all
 * the rule asks for. Unknown names are not looked at here: evaluating the rule refuses them.
 */
export function candidatesOf(filter: Filter, vocabulary: Vocabulary): Candidates {
  if ('list' in filter && vocabulary.lists.has(filter.list)) return { kind: 'list', name: filter.list, whole: true };
  if ('segment' in filter && vocabulary.segments.get(filter.segment) === null)
    return { kind: 'segment', name: filter.segment, whole: true };
  if ('all' in filter) {
    for (const part of filter.all) {
      const found = candidatesOf(part, vocabulary);
      if (found.kind !== 'everyone') return { ...found, whole: found.whole && filter.all.length === 1 };
    }
  }
  return { kind: 'everyone' };
}

/** Whether being a candidate is all the rule asks for. */
export function asksNothingElse(filter: Filter, where: Candidates): boolean {
  return where.kind === 'everyone' ? 'all' in filter && filter.all.length === 0 : where.whole;
}

/** The next `limit` candidates after a cursor, by lane and id. */
export async function nextCandidates(
  sql: Sql,
  where: Candidates,
  after: ContactRef | null,
  limit: number,
): Promise<ContactRef[]> {
  return sql<ContactRef[]>`${membersOf(sql, where, after, limit)}`;
}

/** The statement behind `nextCandidates`, of `lane` and `id`, to stand within another. */
export function membersOf(sql: Sql, where: Candidates, after: ContactRef | null, limit: number) {
  const from = after ?? { lane: -1, id: '00000000-0000-0000-0000-000000000000' };
  if (where.kind === 'everyone')
    return sql`
      select lane, id from contacts where (lane, id) > (${from.lane}::smallint, ${from.id}::uuid)
      order by lane, id limit ${limit}`;
  const { members, names, key } = tablesOf(sql, where.kind);
  return sql`
    select m.lane, m.contact_id as id from ${members} m
    where m.${key} = (select id from ${names} where name = ${where.name})
      and (m.lane, m.contact_id) > (${from.lane}::smallint, ${from.id}::uuid)
    order by m.lane, m.contact_id limit ${limit}`;
}

/** How many candidates there are. */
export async function countCandidates(sql: Sql, where: Candidates): Promise<number> {
  if (where.kind === 'everyone') {
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from contacts`;
    return row?.n ?? 0;
  }
  const { members, names, key } = tablesOf(sql, where.kind);
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from ${members} m where m.${key} = (select id from ${names} where name = ${where.name})`;
  return row?.n ?? 0;
}

function tablesOf(sql: Sql, kind: 'list' | 'segment') {
  return kind === 'list'
    ? { members: sql`list_members`, names: sql`lists`, key: sql`list_id` }
    : { members: sql`segment_members`, names: sql`segments`, key: sql`segment_id` };
}
