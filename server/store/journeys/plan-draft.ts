import { eq } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { liftGraph } from '#core/graph/lift.ts';
import type { Choices } from '#core/graph/version-plan.ts';
import type { Orm } from '#store/database.ts';
import { type Planned, planOf } from '#store/journeys/plan.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';

export interface DraftPlan extends Pick<Planned, 'plan' | 'pinned'> {
  /** The draft it was made from, and the version it would become. */
  revision: number;
  version: number;
}

/**
 * What publishing the draft as it is saved now would mean, with these choices. Changes nothing.
 * @throws Failure NOT_FOUND
 */
export async function planDraft(
  orm: Orm,
  { id, choices, pin }: { id: string; choices: Choices; pin: boolean },
): Promise<DraftPlan> {
  const [journey] = await orm.select().from(journeys).where(eq(journeys.id, id));
  if (!journey) throw new Failure('NOT_FOUND', { journey: id });
  const vocabulary = await loadVocabulary(orm);
  const draft = liftGraph(journey.draft);
  const { plan, pinned } = await planOf(orm, { ...journey, draft }, { choices, pin, vocabulary });
  return { plan, pinned, revision: journey.draftRevision, version: (journey.liveVersion ?? 0) + 1 };
}
