import { TRIGGER, type Graph } from '../../../server/core/graph/model.ts';
import { outletsFrom } from '../../../server/core/graph/traverse.ts';

/** What people call a step: its name, or "the trigger". */
export function stepWords(graph: Graph, id: string): string {
  if (id === TRIGGER) return 'the trigger';
  return graph.steps.find((step) => step.id === id)?.name ?? id;
}

/** Where an outlet's "+" is, such as "after Clicked a link? (Yes)". */
export function placeWords(graph: Graph, from: string, outlet: string): string {
  const outlets = outletsFrom(graph, from);
  const label = outlets.length > 1 ? outlets.find((one) => one.id === outlet)?.label : undefined;
  return `after ${stepWords(graph, from)}${label ? ` (${label})` : ''}`;
}
