import { Failure } from '#core/failure.ts';
import type { Graph } from '#core/graph/model.ts';
import type { Sql } from '#store/database.ts';
import { readVersion } from '#store/journeys/read-version.ts';

/**
 * The newest published graph of a journey that takes people in.
 * @throws Failure NOT_FOUND, JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING (ended).
 */
export async function liveGraph(sql: Sql, journeyId: string): Promise<Graph> {
  const [journey] = await sql<{ state: string; version: number | null }[]>`
    select state, live_version as version from journeys where id = ${journeyId}`;
  if (!journey) throw new Failure('NOT_FOUND', { journey: journeyId });
  if (journey.version === null) throw new Failure('JOURNEY_NOT_PUBLISHED', { journey: journeyId });
  if (journey.state === 'ended') throw new Failure('JOURNEY_NOT_RUNNING', { journey: journeyId, state: journey.state });
  return (await readVersion(sql, journeyId, journey.version)).graph;
}
