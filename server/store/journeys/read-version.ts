import { Failure } from '#core/failure.ts';
import { readGraph } from '#core/graph/file.ts';
import type { Graph } from '#core/graph/model.ts';
import { type VersionPlan, versionPlanSchema } from '#core/graph/version-plan.ts';
import type { Sql } from '#store/database.ts';

/**
 * A published version: its graph, and what it decided about people under the one before.
 * @throws Failure JOURNEY_FILE_INVALID, naming the step, when it cannot be read by this version of Stepwell; NOT_FOUND.
 */
export async function readVersion(
  sql: Sql,
  journeyId: string,
  version: number,
): Promise<{ graph: Graph; plan: VersionPlan }> {
  const [row] = await sql<{ graph: unknown; plan: unknown }[]>`
    select graph, plan from journey_versions where journey_id = ${journeyId} and version = ${version}`;
  if (!row) throw new Failure('NOT_FOUND', { journey: journeyId, version });
  const plan = versionPlanSchema.safeParse(row.plan);
  if (!plan.success)
    throw new Failure('JOURNEY_FILE_INVALID', {
      journey: journeyId,
      problem: 'plan',
      at: plan.error.issues[0]?.path.join('.'),
    });
  return { graph: readGraph(row.graph), plan: plan.data };
}
