import type { Filter } from '#core/segment/ast.ts';
import { countAudience } from '#store/audience/count.ts';
import type { AudienceDeps } from '#store/audience/scan.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';
import { startAudience } from './audience.ts';
import { liveGraph } from './live-graph.ts';

/**
 * How many a start for this audience would look at: the count a person confirms.
 * @throws Failure SEGMENT_INVALID, NOT_FOUND, JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING.
 */
export async function countStart(deps: AudienceDeps, journeyId: string, audience: Filter): Promise<number> {
  const graph = await liveGraph(deps.db.sql, journeyId);
  return (await countAudience(deps, startAudience(graph, audience))).matched;
}

/**
 * Records a bulk start. It begins when the job `start-journey` with `{ start: id }` runs; queue that in the same
 * transaction, or after it (`unfinishedStarts` finds those whose job was lost).
 * @param total what `countStart` said.
 * @returns its id.
 */
export async function createStart(
  sql: Sql,
  start: { journeyId: string; audience: Filter; total: number; by: string | null },
): Promise<string> {
  const id = newId(Date.now());
  await sql`
    insert into starts (id, journey_id, audience, total, created_by, created_at)
    values (${id}, ${start.journeyId}, ${JSON.stringify(start.audience)}::text::jsonb, ${start.total}, ${start.by},
      stepwell_now())`;
  return id;
}
