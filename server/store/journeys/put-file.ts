import { eq } from 'drizzle-orm';
import { journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { createJourney } from '#store/journeys/create.ts';
import { saveDraft } from '#store/journeys/save-draft.ts';

/**
 * Puts a journey file: a new journey, or the next draft of the one with this id (absent: this name). What is live is
 * not touched. The row is locked, so of two puts at once neither is lost half way; the later one wins.
 * @throws Failure NOT_FOUND for an unknown id, NAME_TAKEN
 */
export async function putJourneyFile(
  orm: Orm,
  { id, newId, graph }: { id?: string; newId: () => string; graph: Graph },
): Promise<{ id: string; revision: number; created: boolean }> {
  return orm.transaction(async (tx) => {
    const [found] = await tx
      .select({ id: journeys.id, revision: journeys.draftRevision })
      .from(journeys)
      .where(id ? eq(journeys.id, id) : eq(journeys.name, graph.name))
      .for('update');
    if (found) return { id: found.id, revision: await saveDraft(tx, { ...found, graph }), created: false };
    if (id) throw new Failure('NOT_FOUND', { journey: id });
    const made = newId();
    await createJourney(tx, { id: made, graph });
    return { id: made, revision: 1, created: true };
  });
}
