import { type Finding, findingKey } from '../finding.ts';
import { type CheckWorld, checkGraph } from './check.ts';
import type { Graph } from './model.ts';
import { proveAll } from './prove.ts';
import { withExamples } from './prove-checked.ts';
import { exampleFinder } from './prove-example.ts';
import { learn } from './prove-facts.ts';

/** Findings of the prover that say more than one of the checks about the same thing, and take its place. */
const SAYS_MORE: Readonly<Record<string, string>> = {
  'prove.loop-always': 'go-to.refused',
};

const order: Record<Finding['severity'], number> = { error: 0, warning: 1, hint: 2 };

/**
 * Everything wrong with a drawing, errors first: the same on the canvas and before publishing. Never throws.
 * @param now epoch milliseconds: dates are past or to come as of it.
 */
export function findingsOf(graph: Graph, world: CheckWorld, now: number): Finding[] {
  const proving = learn(graph, world, now);
  const example = exampleFinder(proving);
  const proven = proveAll(proving, example);
  const replaced = new Set(
    proven.flatMap((one) => {
      const code = SAYS_MORE[one.code];
      return code === undefined ? [] : [`${code}:${one.step ?? ''}`];
    }),
  );
  const checked = checkGraph(graph, world).filter(({ code, step }) => !replaced.has(`${code}:${step ?? ''}`));
  const said = new Set(checked.map(findingKey));
  return [...withExamples(checked, proving, example), ...proven.filter((one) => !said.has(findingKey(one)))].toSorted(
    (a, b) => order[a.severity] - order[b.severity],
  );
}
