import { worldOf } from '#core/graph/catalog.ts';
import { findingsOf } from '#core/graph/findings.ts';
import type { Finding } from '#core/finding.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Orm } from '#store/database.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';

/** What publishing this drawing in this installation would find. */
export async function checkDraft(orm: Orm, graph: Graph): Promise<Finding[]> {
  const catalog = await loadCatalog(orm);
  return findingsOf(graph, worldOf(catalog), catalog.now);
}
