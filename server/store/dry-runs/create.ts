import type { Graph } from '#core/graph/model.ts';
import type { Assumptions } from '#core/run/assume.ts';
import { emptyTally } from '#core/run/tally.ts';
import type { Filter } from '#core/segment/ast.ts';
import { countAudience } from '#store/audience/count.ts';
import type { AudienceDeps } from '#store/audience/scan.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';
import { startAudience } from '#store/starts/audience.ts';

export interface NewDryRun {
  journeyId: string;
  version: number | null;
  graph: Graph;
  audience: Filter;
  assumptions: Assumptions;
  onlyNew: boolean;
  startAt: number;
  by: string | null;
}

/** How many a dry run would look at. @throws Failure SEGMENT_INVALID */
export async function countDryRun(deps: AudienceDeps, graph: Graph, audience: Filter): Promise<number> {
  return (await countAudience(deps, startAudience(graph, audience))).matched;
}

/**
 * Records a dry run. It begins when the job `dry-run` with `{ dryRun: id }` runs; queue that in the same transaction, or
 * after it (`unfinishedDryRuns` finds those whose job was lost).
 * @returns its id.
 */
export async function createDryRun(sql: Sql, run: NewDryRun & { total: number }): Promise<string> {
  const id = newId(Date.now());
  const json = (value: unknown) => JSON.stringify(value);
  await sql`
    insert into dry_runs (id, journey_id, version, graph, audience, assumptions, only_new, start_at, total, result,
      created_by, created_at)
    values (${id}, ${run.journeyId}, ${run.version}, ${json(run.graph)}::text::jsonb,
      ${json(run.audience)}::text::jsonb, ${json(run.assumptions)}::text::jsonb, ${run.onlyNew}, ${run.startAt},
      ${run.total}, ${json(emptyTally())}::text::jsonb, ${run.by}, stepwell_now())`;
  return id;
}
