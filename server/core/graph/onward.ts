import type { Graph, StepNode } from './model.ts';
import { edgeFrom, jumpTarget, outletsOf, stepOf } from './traverse.ts';

/**
 * The outlet of those for whom nothing happened and nothing matched: `timeout`, `otherwise`, else the first. Null for a
 * step that has none.
 */
export function quietOutlet(graph: Graph, step: StepNode): string | null {
  const outlets = outletsOf(step).map(({ id }) => id);
  const quiet = outlets.find((id) => id === 'timeout' || id === 'otherwise') ?? outlets[0];
  // A step this Stepwell cannot read still has edges.
  return quiet ?? graph.edges.find(({ from }) => from === step.id)?.outlet ?? null;
}

/**
 * Where an outlet leads in `graph`, past every step that is not in `kept`: those are passed by their quiet outlet, a go-to
 * by its jump. Null when that comes to an end without finding one.
 */
export function onward(graph: Graph, from: string, outlet: string | null, kept: ReadonlySet<string>): string | null {
  const seen = new Set([from]);
  let to = follow(graph, from, outlet);
  while (to !== null && !kept.has(to)) {
    const step = stepOf(graph, to);
    if (!step || seen.has(to)) return null;
    seen.add(to);
    to = jumpTarget(step) ?? follow(graph, to, quietOutlet(graph, step));
  }
  return to;
}

function follow(graph: Graph, from: string, outlet: string | null): string | null {
  return outlet === null ? null : (edgeFrom(graph, from, outlet)?.to ?? null);
}
