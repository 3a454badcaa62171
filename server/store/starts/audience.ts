import type { Graph } from '#core/graph/model.ts';
import type { Filter } from '#core/segment/ast.ts';

/**
 * Whom a start by a person or the API may enroll: those it is started for, as far as the drawing lets them in. The
 * filters of the manual triggers speak for that; one without a filter lets everyone in.
 */
export function startAudience(graph: Graph, chosen: Filter): Filter {
  const admitted = triggerFilter(graph);
  return admitted ? { all: [chosen, admitted] } : chosen;
}

/** Whom the manual triggers let in; null for everyone. */
export function triggerFilter(graph: Graph): Filter | null {
  const manual = graph.triggers.filter(({ type }) => type === 'manual');
  const filters = manual.flatMap(({ filter }) => (filter ? [filter] : []));
  if (filters.length === 0 || filters.length < manual.length) return null;
  return filters.length === 1 ? filters[0]! : { any: filters };
}
