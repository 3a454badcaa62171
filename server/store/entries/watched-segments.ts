import { type Filter, filterSchema } from '#core/segment/ast.ts';
import type { Sql } from '#store/database.ts';

/** A rule segment that is being watched; see db/schema/segment-watches.ts. */
export interface WatchedSegment {
  id: string;
  name: string;
  filter: Filter;
  generation: number;
  state: 'learning' | 'ready';
  /** Up to whom it has been learned, `LANE:ID`. */
  cursor: string | null;
  pace: 'no' | 'day' | 'hour';
  /** Epoch milliseconds. */
  refreshedAt: number;
  waits: boolean;
}

/** The watched rules that can be understood. */
export async function watchedSegments(sql: Sql): Promise<WatchedSegment[]> {
  const rows = await sql<(WatchedSegment & { filter: unknown })[]>`
    select w.segment_id as id, s.name, s.filter, w.generation::float8 as generation, w.state, w.cursor, w.pace,
      date_part('epoch', w.refreshed_at) * 1000 as "refreshedAt", w.waits
    from segment_watches w join segments s on s.id = w.segment_id and s.filter is not null
    where w.problem is null order by w.segment_id`;
  return rows.flatMap((row) => {
    const filter = filterSchema.safeParse(row.filter);
    return filter.success ? [{ ...row, filter: filter.data, refreshedAt: Math.round(row.refreshedAt) }] : [];
  });
}
