import { type Graph, type StepNode, TRIGGER } from './model.ts';
import { onward, quietOutlet } from './onward.ts';
import type { PlanInput, PlanProblem, PlannedDecision } from './plan.ts';
import { outletsOf, stepOf } from './traverse.ts';
import type { Choice, Decision } from './version-plan.ts';

/**
 * What becomes of who stands at each step that is gone or has become another kind. A choice is asked for where people stand;
 * elsewhere they would go on by the quiet outlet (or begin the step anew), should someone still come there.
 */
export function decideSteps(input: PlanInput): { decided: Map<string, PlannedDecision>; problems: PlanProblem[] } {
  const { live, next, people = {}, choices = {}, pin = false, beenThere = {} } = input;
  const decided = new Map<string, PlannedDecision>();
  const problems: PlanProblem[] = [];
  const kept = new Set(next.steps.map(({ id }) => id));
  for (const id of openSteps(input)) {
    const before = live ? stepOf(live, id) : null;
    const after = stepOf(next, id);
    const choice = Object.hasOwn(choices, id) ? choices[id]! : null;
    const standing = pin ? 0 : (people[id] ?? 0);
    const name = before?.name || after?.name || id;
    const problem = choice && wrong(choice, { id, name, before, after, next, standing, beenThere: beenThere[id] ?? 0 });
    if (problem) problems.push(problem);
    const outlets = live && before ? waysOn(live, before, kept) : [];
    const usual: Choice = after ? { kind: 'begin' } : { kind: 'skip' };
    const needed = standing > 0 && !choice;
    if (needed) {
      const who = standing === 1 ? '1 person stands' : `${standing} people stand`;
      const message = `${who} at “${name}”, which is ${after ? 'another kind of step now' : 'removed'}: choose where they go.`;
      problems.push({ step: id, code: 'choice-needed', message });
    }
    decided.set(id, {
      decision: decisionOf(choice ?? usual, live, before, kept),
      chosen: choice !== null,
      needed,
      outlets,
      beenThere: beenThere[id] ?? 0,
    });
  }
  for (const id of Object.keys(choices)) {
    if (decided.has(id)) continue;
    const message = `“${id}” is not a step that this version removes or replaces, so there is nothing to choose for it.`;
    problems.push({ step: id, code: 'not-open', message });
  }
  return { decided, problems };
}

/** Steps that are not what they were: of the live drawing, and those that people stand at though it does not have them either. */
function openSteps({ live, next, people = {} }: PlanInput): string[] {
  const gone = (live?.steps ?? []).filter((step) => stepOf(next, step.id)?.type !== step.type).map(({ id }) => id);
  const known = new Set([TRIGGER, ...gone, ...next.steps.map(({ id }) => id)]);
  const lost = Object.keys(people).filter((id) => !known.has(id) && (people[id] ?? 0) > 0);
  return [...gone, ...lost];
}

function waysOn(live: Graph, step: StepNode, kept: ReadonlySet<string>): PlannedDecision['outlets'] {
  return outletsOf(step).map(({ id, label }) => ({ outlet: id, label, to: onward(live, step.id, id, kept) }));
}

function decisionOf(choice: Choice, live: Graph | null, before: StepNode | null, kept: ReadonlySet<string>): Decision {
  switch (choice.kind) {
    case 'move':
      if (choice.to === before?.id) return { kind: 'begin' };
      return { kind: 'move', to: choice.to, again: choice.again ?? false };
    case 'skip': {
      const outlet = choice.outlet ?? (live && before ? quietOutlet(live, before) : null);
      return { kind: 'skip', outlet, to: live && before ? onward(live, before.id, outlet, kept) : null };
    }
    case 'exit':
    case 'begin':
      return choice;
    default:
      return choice satisfies never;
  }
}

interface Asked {
  id: string;
  name: string;
  before: StepNode | null;
  after: StepNode | null;
  next: Graph;
  standing: number;
  beenThere: number;
}

function wrong(choice: Choice, { id, name, before, after, next, standing, beenThere }: Asked): PlanProblem | null {
  const problem = (code: PlanProblem['code'], message: string): PlanProblem => ({ step: id, code, message });
  switch (choice.kind) {
    case 'exit':
      return null;
    case 'begin':
      if (after) return null;
      return problem('cannot-begin', `“${name}” is removed, so nobody can begin it.`);
    case 'skip': {
      if (choice.outlet === undefined || (before && outletsOf(before).some((one) => one.id === choice.outlet)))
        return null;
      return problem('unknown-outlet', `“${name}” had no outlet “${choice.outlet}”.`);
    }
    case 'move': {
      const target = stepOf(next, choice.to);
      if (!target)
        return problem(
          'unknown-target',
          `People of “${name}” cannot move to “${choice.to}”: the new version has no such step.`,
        );
      if (choice.to === id || standing === 0 || beenThere === 0 || choice.again !== undefined) return null;
      const who = beenThere === 1 ? '1 person' : `${beenThere} people`;
      const message = `${who} of “${name}” have been at “${target.name || target.id}” before: say whether they go through it again or complete.`;
      return problem('been-there', message);
    }
    default:
      return choice satisfies never;
  }
}
