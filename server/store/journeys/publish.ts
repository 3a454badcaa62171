import { and, desc, eq, sql } from 'drizzle-orm';
import { journeyVersions, journeys } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { findingKey } from '#core/finding.ts';
import { worldOf } from '#core/graph/catalog.ts';
import { checkGraph } from '#core/graph/check.ts';
import type { Graph } from '#core/graph/model.ts';
import { canonicalJson } from '#store/audit/append.ts';
import type { Orm } from '#store/database.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';
import { graphHash } from '#store/journeys/hash.ts';

export interface Published {
  version: number;
  hash: string;
  /** People woken because the step they wait at was changed or removed. */
  reconsidered: number;
}

/**
 * Makes the draft the live version: immutable, hashed without its layout. People in flight follow it; who stands at
 * a changed or removed wait is woken, so that the walk works it out anew.
 * @param acknowledged `findingKey`s of the warnings a person has seen
 * @throws Failure JOURNEY_HAS_ERRORS and JOURNEY_WARNINGS_UNACKNOWLEDGED with the findings; REVISION_CONFLICT;
 *   NOT_FOUND; JOURNEY_NOT_RUNNING when the journey was ended.
 */
export async function publish(
  orm: Orm,
  request: { journeyId: string; revision: number; acknowledged: readonly string[]; by: string | null },
): Promise<Published> {
  return orm.transaction(async (tx) => {
    const [journey] = await tx.select().from(journeys).where(eq(journeys.id, request.journeyId)).for('update');
    if (!journey) throw new Failure('NOT_FOUND', { journey: request.journeyId });
    if (journey.draftRevision !== request.revision)
      throw new Failure('REVISION_CONFLICT', { yours: request.revision, theirs: journey.draftRevision });
    if (journey.state === 'ended') throw new Failure('JOURNEY_NOT_RUNNING', { state: journey.state });
    await refuseFindings(tx, journey.draft, request.acknowledged);

    const [last] = await tx
      .select()
      .from(journeyVersions)
      .where(eq(journeyVersions.journeyId, journey.id))
      .orderBy(desc(journeyVersions.version))
      .limit(1);
    const live = await liveGraph(tx, journey.id, journey.liveVersion);
    const version = (last?.version ?? 0) + 1;
    const hash = graphHash(journey.draft);
    await tx.insert(journeyVersions).values({
      journeyId: journey.id,
      version,
      graph: journey.draft,
      hash,
      publishedBy: request.by,
      // The clock visits are dated by: which version a walk saw is told by it.
      publishedAt: sql`stepwell_now()`,
    });
    await tx
      .update(journeys)
      .set({
        liveVersion: version,
        state: journey.state === 'paused' ? 'paused' : 'live',
        priority: journey.draft.settings.priority,
        updatedAt: sql`now()`,
      })
      .where(eq(journeys.id, journey.id));
    const woken = await tx.execute(sql`
      update enrollments set due_at = stepwell_now(), wake = coalesce(wake, '[]') || '[{"kind":"reconsider"}]'
      where journey_id = ${journey.id} and state in ('active', 'waiting') and pinned_version is null
        and step in (select jsonb_array_elements_text(${JSON.stringify(touchedSteps(live, journey.draft))}::jsonb))`);
    if (live && canonicalJson(live.settings.exit) !== canonicalJson(journey.draft.settings.exit))
      await lookAgain(tx, journey.id);
    await tx.execute(sql`notify stepwell_due`);
    return { version, hash, reconsidered: woken.count };
  });
}

/** Who waits is looked at once: others leave early now, and whoever stays begins to listen for that. */
async function lookAgain(orm: Orm, journeyId: string): Promise<void> {
  await orm.execute(sql`
    update enrollments set due_at = stepwell_now(), wake = coalesce(wake, '[]') || '[{"kind":"due"}]'
    where journey_id = ${journeyId} and state = 'waiting' and pinned_version is null`);
}

async function refuseFindings(orm: Orm, graph: Graph, acknowledged: readonly string[]): Promise<void> {
  const findings = checkGraph(graph, worldOf(await loadCatalog(orm)));
  const errors = findings.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Failure('JOURNEY_HAS_ERRORS', { findings: errors });
  const seen = new Set(acknowledged);
  const unseen = findings.filter((one) => one.severity === 'warning' && !seen.has(findingKey(one)));
  if (unseen.length > 0) throw new Failure('JOURNEY_WARNINGS_UNACKNOWLEDGED', { findings: unseen });
}

async function liveGraph(orm: Orm, journeyId: string, version: number | null): Promise<Graph | null> {
  if (version === null) return null;
  const [row] = await orm
    .select({ graph: journeyVersions.graph })
    .from(journeyVersions)
    .where(and(eq(journeyVersions.journeyId, journeyId), eq(journeyVersions.version, version)));
  return row?.graph ?? null;
}

/** Steps of what was live that are gone or mean something else now. */
function touchedSteps(live: Graph | null, next: Graph): string[] {
  const now = new Map(next.steps.map((step) => [step.id, canonicalJson([step.type, step.config])]));
  return (live?.steps ?? [])
    .filter((step) => now.get(step.id) !== canonicalJson([step.type, step.config]))
    .map((step) => step.id);
}
