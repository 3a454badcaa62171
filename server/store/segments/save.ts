import { and, eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { Filter } from '#core/segment/ast.ts';
import { segments } from '#db/schema/segments.ts';
import { refuseInvalid } from '#store/audience/scan.ts';
import type { Orm } from '#store/database.ts';
import { syncWatches } from '#store/entries/sync.ts';
import { uniqueName } from '#store/unique-name.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { refuseWhenUsed } from './references.ts';

export interface SegmentEdit {
  id: string;
  /** The revision the editor was looking at. */
  revision: number;
  name: string;
  description: string;
  filter: Filter | null;
}

/**
 * Saves a segment, if nobody saved it since. A rule stays a rule and a set a set: journeys hold either by name. Its
 * name can change only while nothing refers to it.
 * @returns the new revision
 * @throws Failure SEGMENT_INVALID with findings, REVISION_CONFLICT, NAME_TAKEN, IN_USE, NOT_FOUND
 */
export async function saveSegment(orm: Orm, edit: SegmentEdit): Promise<number> {
  const [now] = await orm.select().from(segments).where(eq(segments.id, edit.id)).for('update');
  if (!now) throw new Failure('NOT_FOUND', { segment: edit.id });
  if (now.revision !== edit.revision)
    throw new Failure('REVISION_CONFLICT', { segment: edit.id, yours: edit.revision, theirs: now.revision });
  if ((now.filter === null) !== (edit.filter === null))
    throw new Failure('SEGMENT_INVALID', { segment: edit.id }, 'A rule cannot become a set, nor a set a rule.');
  if (edit.filter) {
    const vocabulary = await loadVocabulary(orm);
    // With the new rule in place, so that segments that would name each other in a circle are found.
    refuseInvalid(edit.filter, {
      ...vocabulary,
      segments: new Map([...vocabulary.segments, [edit.name, edit.filter]]),
    });
  }
  if (now.name !== edit.name) await refuseWhenUsed(orm, 'segment', now.name);
  const { name, description, filter } = edit;
  const [saved] = await uniqueName(name, () =>
    orm
      .update(segments)
      .set({ name, description, filter, revision: sql`${segments.revision} + 1`, updatedAt: sql`now()` })
      .where(and(eq(segments.id, edit.id), eq(segments.revision, edit.revision)))
      .returning({ revision: segments.revision }),
  );
  if (!saved) throw new Failure('REVISION_CONFLICT', { segment: edit.id });
  await syncWatches(orm);
  return saved.revision;
}
