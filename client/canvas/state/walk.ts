import { TRIGGER, type Graph } from '../../../server/core/graph/model.ts';
import { outletsFrom } from '../../../server/core/graph/traverse.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** The step an arrow leads to from another along the edges; the same one when there is none that way. */
export function walkTo(graph: Graph, from: string, direction: Direction): string {
  if (direction === 'down') return targets(graph, from)[0] ?? from;
  if (direction === 'up') return graph.edges.find((edge) => edge.to === from)?.from ?? from;
  return beside(graph, from, direction === 'left' ? -1 : 1);
}

/** Where a step's outlets lead, in their order. */
function targets(graph: Graph, from: string): string[] {
  const order = outletsFrom(graph, from).map((outlet) => outlet.id);
  return graph.edges
    .filter((edge) => edge.from === from)
    .toSorted((a, b) => order.indexOf(a.outlet) - order.indexOf(b.outlet))
    .map((edge) => edge.to);
}

/** The next path of the same fork; further up when this step is alone under its parent. */
function beside(graph: Graph, from: string, by: 1 | -1): string {
  const seen = new Set<string>();
  let child = from;
  while (child !== TRIGGER && !seen.has(child)) {
    seen.add(child);
    const parent = graph.edges.find((edge) => edge.to === child)?.from;
    if (parent === undefined) return from;
    const siblings = targets(graph, parent);
    const next = siblings[siblings.indexOf(child) + by];
    if (next !== undefined) return next;
    child = parent;
  }
  return from;
}
