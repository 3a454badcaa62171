import type { Filter } from '../segment/ast.ts';
import type { Vocabulary } from '../segment/fields.ts';
import { stepType } from '../steps/registry.ts';
import { triggerType } from '../triggers/registry.ts';
import type { Graph, Trigger } from './model.ts';
import { needsOfFilters } from './needs.ts';
import { successors } from './traverse.ts';

/**
 * The attributes tested on the way to a step: by the audience, the exit criteria, and every branch, guard and wait a
 * contact may have passed before it, its own included. To be chosen by one of them is itself PHI, so a message from that step is classed
 * by them too. Throws Failure SEGMENT_INVALID when a rule on the way cannot be read.
 */
export function leadingAttributes(graph: Graph, step: string, vocabulary: Vocabulary): Set<string> {
  const passed = ancestors(graph, step).add(step);
  const filters: Filter[] = [...graph.settings.exit, ...graph.triggers.flatMap(entryFilters)];
  const read = new Set<string>();
  for (const node of graph.steps) {
    if (!passed.has(node.id)) continue;
    const type = stepType(node.type);
    const parsed = type?.config.safeParse(node.config);
    if (!type || !parsed?.success) continue;
    filters.push(...(type.filters?.(parsed.data) ?? []));
    for (const key of type.reads?.(parsed.data) ?? []) if (key !== 'timezone') read.add(key);
  }
  return read.union(needsOfFilters(filters, vocabulary).attributes);
}

/** The audience, and what is true of everyone who comes in this way. */
function entryFilters({ type, config, filter }: Trigger): Filter[] {
  const known = triggerType(type);
  const parsed = known?.config.safeParse(config);
  const fact = known && parsed?.success ? (known.implies?.(parsed.data) ?? null) : null;
  return [...(filter ? [filter] : []), ...(fact ? [fact] : [])];
}

function ancestors(graph: Graph, step: string): Set<string> {
  const before = new Map<string, string[]>();
  for (const [from, targets] of successors(graph))
    for (const to of targets) before.set(to, [...(before.get(to) ?? []), from]);
  const seen = new Set<string>();
  const open = [...(before.get(step) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(before.get(id) ?? []));
  }
  return seen;
}
