import { eq, sql } from 'drizzle-orm';
import { journeyVersions, journeys, versionWakes } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { findingKey } from '#core/finding.ts';
import { type Catalog, worldOf } from '#core/graph/catalog.ts';
import { findingsOf } from '#core/graph/findings.ts';
import { liftGraph } from '#core/graph/lift.ts';
import type { Graph } from '#core/graph/model.ts';
import type { PublishPlan } from '#core/graph/plan.ts';
import type { Choices } from '#core/graph/version-plan.ts';
import type { Orm } from '#store/database.ts';
import { loadCatalog } from '#store/journeys/check-world.ts';
import { syncWatches } from '#store/entries/sync.ts';
import { graphHash } from '#store/journeys/hash.ts';
import { planOf, refuseProblems } from '#store/journeys/plan.ts';

export interface Publishing {
  journeyId: string;
  revision: number;
  /** `findingKey`s of the warnings a person has seen. */
  acknowledged: readonly string[];
  /** For who stands at steps that are gone or have become another kind. */
  choices?: Choices;
  /** Who is in flight stays on the version they are in, until released. Default: everyone follows. */
  pin?: boolean;
  by: string | null;
}

export interface Published {
  version: number;
  hash: string;
  /** People at changed or removed steps, whom the walk now looks at again. */
  reconsidered: number;
  /** People who stay on an older version. */
  pinned: number;
}

/**
 * Makes the draft the live version: immutable, hashed without its layout, and with it what becomes of who stands where it
 * changes something. Nobody is moved here: the walk does that as it comes to them, and walkers make due whom it concerns
 * (store/enrollments/wake-for-versions.ts), so that a million people hold nothing up.
 * @throws Failure JOURNEY_HAS_ERRORS and JOURNEY_WARNINGS_UNACKNOWLEDGED with the findings; PLAN_CHOICE_NEEDED and
 *   PLAN_CHOICE_INVALID naming the steps; REVISION_CONFLICT; NOT_FOUND; JOURNEY_NOT_RUNNING when the journey was ended.
 */
export async function publish(orm: Orm, request: Publishing): Promise<Published> {
  const { choices = {}, pin = false } = request;
  return orm.transaction(async (tx) => {
    const [journey] = await tx.select().from(journeys).where(eq(journeys.id, request.journeyId)).for('update');
    if (!journey) throw new Failure('NOT_FOUND', { journey: request.journeyId });
    if (journey.draftRevision !== request.revision)
      throw new Failure('REVISION_CONFLICT', { yours: request.revision, theirs: journey.draftRevision });
    if (journey.state === 'ended') throw new Failure('JOURNEY_NOT_RUNNING', { state: journey.state });
    const draft = liftGraph(journey.draft);
    const catalog = await loadCatalog(tx);
    refuseFindings(draft, catalog, request.acknowledged);
    const { vocabulary } = worldOf(catalog);
    const { plan, stored } = await planOf(tx, { ...journey, draft }, { choices, pin, vocabulary });
    refuseProblems(plan);

    // Versions are numbered without a gap: the newest is the live one.
    const version = (journey.liveVersion ?? 0) + 1;
    const hash = graphHash(draft);
    await tx.insert(journeyVersions).values({
      journeyId: journey.id,
      version,
      graph: draft,
      hash,
      plan: stored,
      publishedBy: request.by,
      // The clock visits are dated by: which version a walk saw is told by it.
      publishedAt: sql`stepwell_now()`,
    });
    await tx
      .update(journeys)
      .set({
        liveVersion: version,
        pins: pin && journey.liveVersion !== null ? [...journey.pins, version] : journey.pins,
        state: journey.state === 'paused' ? 'paused' : 'live',
        priority: draft.settings.priority,
        updatedAt: sql`now()`,
      })
      .where(eq(journeys.id, journey.id));
    const wakes = stored.touched.length > 0 || stored.everyone;
    if (wakes && !pin) await tx.insert(versionWakes).values({ journeyId: journey.id, version });
    await syncWatches(tx);
    await tx.execute(sql`notify stepwell_due`);
    return { version, hash, reconsidered: pin ? 0 : touchedPeople(plan), pinned: plan.people.pinned };
  });
}

function touchedPeople({ steps, everyone }: PublishPlan): number {
  return steps.reduce((sum, { touched, people }) => sum + (everyone || touched ? people : 0), 0);
}

function refuseFindings(graph: Graph, catalog: Catalog, acknowledged: readonly string[]): void {
  const findings = findingsOf(graph, worldOf(catalog), catalog.now);
  const errors = findings.filter((one) => one.severity === 'error');
  if (errors.length > 0) throw new Failure('JOURNEY_HAS_ERRORS', { findings: errors });
  const seen = new Set(acknowledged);
  const unseen = findings.filter((one) => one.severity === 'warning' && !seen.has(findingKey(one)));
  if (unseen.length > 0) throw new Failure('JOURNEY_WARNINGS_UNACKNOWLEDGED', { findings: unseen });
}
