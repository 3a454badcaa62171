import { Failure } from '#core/failure.ts';
import { type Graph, graph } from '#core/graph/model.ts';
import type { Sql } from '#store/database.ts';

/**
 * A published graph.
 * @throws Failure JOURNEY_FILE_INVALID when it cannot be read by this version of Stepwell; NOT_FOUND.
 */
export async function readVersion(sql: Sql, journeyId: string, version: number): Promise<Graph> {
  const [row] = await sql<{ graph: unknown }[]>`
    select graph from journey_versions where journey_id = ${journeyId} and version = ${version}`;
  if (!row) throw new Failure('NOT_FOUND', { journey: journeyId, version });
  const read = graph.safeParse(row.graph);
  if (!read.success) {
    throw new Failure('JOURNEY_FILE_INVALID', { journey: journeyId, at: read.error.issues[0]?.path.join('.') });
  }
  return read.data;
}
