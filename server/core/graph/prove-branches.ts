import type { Finding } from '../finding.ts';
import { type Claim, solve } from '../segment/solve.ts';
import { type BranchConfig, OTHERWISE } from '../steps/branch.ts';
import type { StepNode } from './model.ts';
import { branchOf } from './prove-config.ts';
import type { FindExample } from './prove-example.ts';
import { type Known, type Proving, entered, possible } from './prove-facts.ts';
import { scopeAt } from './prove-scope.ts';
import { nameOf } from './traverse.ts';

type Paths = BranchConfig['paths'];

/** Paths nobody can take, and branches at which everybody takes the same one. */
export function proveBranch(proving: Proving, step: StepNode, example: FindExample): Finding[] {
  const paths = branchOf(step)?.paths;
  const here = proving.known.get(step.id);
  if (!paths || paths.length === 0 || !here) return [];
  const there = entered(proving, here);
  const open = paths.filter((_, i) => possible(proving, there, claimsFor(paths, i)).length > 0);
  const others = possible(proving, there, claimsFor(paths, -1)).length > 0;
  const [only] = open;
  if (open.length === 1 && only && !others) return [everyone(proving, step, paths, only, example)];
  return paths.flatMap((path, i) => (open.includes(path) ? [] : [nobody(proving, step, paths, i, there, example)]));
}

/** What is so of whoever takes a path: none of those before it, and it; `-1` is "otherwise". */
function claimsFor(paths: Paths, index: number): Claim[] {
  const before = index < 0 ? paths : paths.slice(0, index);
  const claims = before.map(({ filter }): Claim => ({ filter, wanted: false }));
  return index < 0 ? claims : [...claims, { filter: paths[index]!.filter, wanted: true }];
}

function everyone(
  { graph }: Proving,
  step: StepNode,
  paths: Paths,
  path: Paths[number],
  example: FindExample,
): Finding {
  const label = labelOf(paths, paths.indexOf(path));
  return {
    severity: 'warning',
    code: 'prove.branch-everyone',
    message: `Everyone who gets here takes “${label}”; the other paths are never taken.`,
    step: step.id,
    field: `paths.${paths.indexOf(path)}.filter`,
    ...withExample(
      example({
        step: step.id,
        words: `takes “${label}” at “${nameOf(graph, step.id)}”, as everyone does`,
        shows: ({ outlet }) => outlet === path.id,
      }),
    ),
  };
}

function nobody(
  proving: Proving,
  step: StepNode,
  paths: Paths,
  index: number,
  here: Known,
  example: FindExample,
): Finding {
  const path = paths[index]!;
  const label = labelOf(paths, index);
  const own: Claim = { filter: path.filter, wanted: true };
  const base = { severity: 'warning', step: step.id, field: `paths.${index}.filter` } as const;
  const named = `“${nameOf(proving.graph, step.id)}”`;
  const taken = paths.findIndex(({ filter }, i) => i < index && impossible(proving, [{ filter, wanted: false }, own]));
  const alone = impossible(proving, [own]);
  const before = !alone && (taken >= 0 || impossible(proving, claimsFor(paths, index)));
  if (before) {
    const by = taken < 0 ? 'The paths before it take' : `“${labelOf(paths, taken)}” above takes`;
    return {
      ...base,
      code: 'prove.branch-taken',
      message: `Nobody takes “${label}”: ${by.charAt(0).toLowerCase()}${by.slice(1)} everyone who meets it.`,
      ...withExample(
        example({
          step: step.id,
          claims: [own],
          words: `meets “${label}” and takes another path at ${named}`,
          shows: ({ outlet }) => outlet !== null && outlet !== path.id && outlet !== OTHERWISE,
        }),
      ),
    };
  }
  const why = alone
    ? 'its conditions contradict each other'
    : impossibleHere(proving, here, own)
      ? 'nothing it asks about can have happened yet'
      : 'it contradicts what led here';
  return {
    ...base,
    code: 'prove.branch-never',
    message: `Nobody can take “${label}”: ${why}.`,
    ...withExample(
      example({
        step: step.id,
        words: `takes another path than “${label}” at ${named}, as everyone does`,
        shows: ({ outlet }) => outlet !== null && outlet !== path.id,
      }),
    ),
  };
}

function impossible({ world, now, graph }: Proving, claims: readonly Claim[]): boolean {
  const scope = { vocabulary: world.vocabulary, now, zone: graph.settings.timezone };
  return solve(claims, scope).kind === 'none';
}

/** It is not what led here, but what was sent by now. */
function impossibleHere(proving: Proving, here: Known, own: Claim): boolean {
  return solve([own], scopeAt(proving, here)).kind === 'none';
}

function labelOf(paths: Paths, index: number): string {
  return paths[index]?.label || `Path ${index + 1}`;
}

export function withExample(example: Finding['example']): Pick<Finding, 'example'> {
  return example ? { example } : {};
}
