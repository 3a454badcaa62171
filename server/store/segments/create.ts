import type { Filter } from '#core/segment/ast.ts';
import { segments } from '#db/schema/segments.ts';
import { refuseInvalid } from '#store/audience/scan.ts';
import type { Orm } from '#store/database.ts';
import { uniqueName } from '#store/unique-name.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

export interface NewSegment {
  id: string;
  name: string;
  description?: string | undefined;
  /** Null makes a set that journeys add to. */
  filter: Filter | null;
}

/** @throws Failure SEGMENT_INVALID with findings, NAME_TAKEN */
export async function createSegment(orm: Orm, segment: NewSegment): Promise<string> {
  const { id, name, description = '', filter } = segment;
  if (filter) {
    const vocabulary = await loadVocabulary(orm);
    // Under its own name, so that a rule naming itself is found.
    refuseInvalid(filter, { ...vocabulary, segments: new Map([...vocabulary.segments, [name, filter]]) });
  }
  await uniqueName(name, () => orm.insert(segments).values({ id, name, description, filter }));
  return id;
}
