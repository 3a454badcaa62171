import { asc, eq } from 'drizzle-orm';
import { journeyVersions } from '#db/schema/journeys.ts';
import { Failure } from '#core/failure.ts';
import { readable } from '#core/graph/file.ts';
import type { Graph } from '#core/graph/model.ts';
import { type Placed, placed } from '#core/graph/placed.ts';
import { type PublishPlan, planPublish } from '#core/graph/plan.ts';
import { type Choices, NO_PLAN, type VersionPlan, versionPlanSchema } from '#core/graph/version-plan.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Orm } from '#store/database.ts';
import { beenAt, standingIn } from '#store/journeys/standing.ts';

/** As it is read inside the transaction that uses it. */
export interface PlannedJourney {
  id: string;
  draft: Graph;
  liveVersion: number | null;
  pins: number[];
}

export interface Planned {
  plan: PublishPlan;
  /** What is stored with the version when it is published like this. */
  stored: VersionPlan;
  /** Who stays on an older version whatever is chosen, and where. */
  pinned: Placed['pinned'];
}

/** What publishing a journey's draft means for everyone in it, with these choices. */
export async function planOf(
  orm: Orm,
  journey: PlannedJourney,
  { choices, pin, vocabulary }: { choices: Choices; pin: boolean; vocabulary: Vocabulary },
): Promise<Planned> {
  const { id, draft: next, liveVersion, pins } = journey;
  if (liveVersion === null) return { ...planPublish({ live: null, next, choices, pin, vocabulary }), pinned: [] };
  const versions = await readVersions(orm, id);
  const live = readable(versions.find(({ version }) => version === liveVersion)?.graph);
  const plans = new Map(versions.map(({ version, plan }) => [version, plan]));
  const known = new Set(live?.steps.map((step) => step.id));
  const groups = await standingIn(orm, { id, live: liveVersion, pins, known });
  const { follow, pinned } = placed(groups, { live: liveVersion, pins, plans });
  const beenThere: Record<string, number> = {};
  for (const [step, choice] of Object.entries(choices))
    if (choice.kind === 'move' && (follow[step] ?? 0) > 0) beenThere[step] = await beenAt(orm, id, step, choice.to);
  const staying: Record<string, number> = {};
  for (const { step, people } of pinned) staying[step] = (staying[step] ?? 0) + people;
  const before = plans.get(liveVersion) ?? NO_PLAN;
  return {
    ...planPublish({ live, next, people: follow, pinned: staying, choices, pin, beenThere, before, vocabulary }),
    pinned,
  };
}

/** Every version with its plan; one that cannot be read decided nothing, and nobody knows what it carried. */
async function readVersions(orm: Orm, id: string): Promise<{ version: number; graph: unknown; plan: VersionPlan }[]> {
  const rows = await orm
    .select({ version: journeyVersions.version, graph: journeyVersions.graph, plan: journeyVersions.plan })
    .from(journeyVersions)
    .where(eq(journeyVersions.journeyId, id))
    .orderBy(asc(journeyVersions.version));
  return rows.map((row) => {
    const plan = versionPlanSchema.safeParse(row.plan);
    return { ...row, plan: plan.success ? plan.data : { ...NO_PLAN, carried: null } };
  });
}

/** @throws Failure PLAN_CHOICE_NEEDED, PLAN_CHOICE_INVALID, naming the steps, while anything is wrong with the choices. */
export function refuseProblems({ steps, problems }: PublishPlan): void {
  if (problems.length === 0) return;
  const open = problems.every(({ code }) => code === 'choice-needed');
  const named = problems.map(({ step, code, message }) => {
    const { name = step, people = 0 } = steps.find(({ id }) => id === step) ?? {};
    return { step, name, people, code, message };
  });
  throw new Failure(
    open ? 'PLAN_CHOICE_NEEDED' : 'PLAN_CHOICE_INVALID',
    { problems: named },
    problems.map(({ message }) => message).join(' '),
  );
}
