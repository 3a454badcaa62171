import { and, eq } from 'drizzle-orm';
import { journeyVersions } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { readGraph } from '#core/graph/file.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { saveDraft } from '#store/journeys/save-draft.ts';

/**
 * Makes an earlier version the draft again. Nothing live changes until it is published anew.
 * @returns the draft and its new revision
 * @throws Failure NOT_FOUND, REVISION_CONFLICT; JOURNEY_FILE_INVALID when this Stepwell cannot read it
 */
export async function restoreVersion(
  orm: Orm,
  { id, version, revision }: { id: string; version: number; revision: number },
): Promise<{ revision: number; graph: Graph }> {
  const [found] = await orm
    .select({ graph: journeyVersions.graph })
    .from(journeyVersions)
    .where(and(eq(journeyVersions.journeyId, id), eq(journeyVersions.version, version)));
  if (!found) throw new Failure('NOT_FOUND', { journey: id, version });
  const graph = readGraph(found.graph);
  return { revision: await saveDraft(orm, { id, revision, graph }), graph };
}
