import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { segmentMembers, segments } from '#db/schema/segments.ts';
import type { Orm } from '#store/database.ts';
import { refuseWhenUsed } from './references.ts';

/** Deletes a segment, not the contacts in it. @throws Failure NOT_FOUND, IN_USE */
export async function deleteSegment(orm: Orm, id: string): Promise<void> {
  const [segment] = await orm.select({ name: segments.name }).from(segments).where(eq(segments.id, id)).for('update');
  if (!segment) throw new Failure('NOT_FOUND', { segment: id });
  await refuseWhenUsed(orm, 'segment', segment.name);
  await orm.delete(segmentMembers).where(eq(segmentMembers.segmentId, id));
  await orm.delete(segments).where(eq(segments.id, id));
}
