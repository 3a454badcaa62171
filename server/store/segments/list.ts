import { asc, count, eq } from 'drizzle-orm';
import type { Filter } from '#core/segment/ast.ts';
import { segmentMembers, segments } from '#db/schema/segments.ts';
import type { Orm } from '#store/database.ts';

export interface SegmentRow {
  id: string;
  name: string;
  description: string;
  /** Null for a set that journeys add to. */
  filter: Filter | null;
  revision: number;
  /** Members of a set; a rule's are counted by asking it. */
  members: number | null;
  updatedAt: Date;
}

/** Every segment by name. */
export async function listSegments(orm: Orm): Promise<SegmentRow[]> {
  const rows = await orm
    .select({
      id: segments.id,
      name: segments.name,
      description: segments.description,
      filter: segments.filter,
      revision: segments.revision,
      updatedAt: segments.updatedAt,
      members: count(segmentMembers.contactId),
    })
    .from(segments)
    .leftJoin(segmentMembers, eq(segmentMembers.segmentId, segments.id))
    .groupBy(segments.id)
    .orderBy(asc(segments.name));
  return rows.map((row) => ({ ...row, members: row.filter === null ? row.members : null }));
}
