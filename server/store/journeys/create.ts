import { journeys } from '#db/schema/journeys.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { uniqueName } from '#store/unique-name.ts';

/**
 * A new journey, as a draft at revision 1.
 * @throws Failure NAME_TAKEN when another journey has this name.
 */
export async function createJourney(
  orm: Orm,
  { id, graph, kind = 'journey' }: { id: string; graph: Graph; kind?: 'journey' | 'campaign' },
): Promise<void> {
  await uniqueName(graph.name, () =>
    orm.insert(journeys).values({ id, kind, name: graph.name, draft: graph, priority: graph.settings.priority }),
  );
}
