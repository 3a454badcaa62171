import { readConfig } from '../steps/read-config.ts';
import { stepType } from '../steps/registry.ts';
import type { Outlet } from '../steps/step.ts';
import { type Edge, ENTERED, type Graph, type StepNode, TRIGGER } from './model.ts';

/** Questions about a drawing. All of them answer for half-drawn graphs too: whatever is missing is simply not found. */

export function stepOf(graph: Graph, id: string): StepNode | null {
  return graph.steps.find((step) => step.id === id) ?? null;
}

/** What people call a step: its name, or its id while it has none. */
export function nameOf(graph: Graph, id: string): string {
  return stepOf(graph, id)?.name.trim() || id;
}

/** The edge that leaves `from` by `outlet`, or null. */
export function edgeFrom(graph: Graph, from: string, outlet: string): Edge | null {
  return graph.edges.find((edge) => edge.from === from && edge.outlet === outlet) ?? null;
}

/** A step's outlets in order, as its settings make them; none while its type is unknown or its settings do not parse. */
export function outletsOf(step: StepNode): readonly Outlet[] {
  const type = stepType(step.type);
  const read = type && readConfig(type, step.config);
  return type && read?.success ? type.outlets(read.data) : [];
}

/** The outlets of a step, or of the journey's entry. */
export function outletsFrom(graph: Graph, from: string): readonly Outlet[] {
  if (from === TRIGGER) return [{ id: ENTERED, label: 'Entered' }];
  const step = stepOf(graph, from);
  return step ? outletsOf(step) : [];
}

/** The step a go-to leads to within this journey; null for other steps, other journeys and unset targets. */
export function jumpTarget(step: StepNode): string | null {
  if (step.type !== 'go-to') return null;
  const target: unknown = step.config['target'];
  if (typeof target !== 'object' || target === null || !('step' in target)) return null;
  return typeof target.step === 'string' && target.step !== '' ? target.step : null;
}

/** Where contacts can get to from each step in one move: along edges, and by jumping. */
export function successors(graph: Graph): Map<string, string[]> {
  const next = new Map<string, string[]>([[TRIGGER, []]]);
  for (const step of graph.steps) next.set(step.id, []);
  for (const { from, to } of graph.edges) if (next.has(to)) next.get(from)?.push(to);
  for (const step of graph.steps) {
    const target = jumpTarget(step);
    if (target !== null && next.has(target)) next.get(step.id)?.push(target);
  }
  return next;
}

/** Every step that can be reached from `from`, itself included when it lies on a circle. */
export function reachable(next: ReadonlyMap<string, readonly string[]>, from: string): Set<string> {
  const seen = new Set<string>();
  const open = [...(next.get(from) ?? [])];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    open.push(...(next.get(id) ?? []));
  }
  return seen;
}

/**
 * Circles among the steps that `next` connects: for each, its steps in the order they are walked. One is reported per strongly connected
 * group, so a tangle is named once.
 */
export function circles(next: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  for (const start of onCircles(next)) {
    if (done.has(start)) continue;
    const circle = pathBack(next, start);
    if (!circle) continue;
    found.push(circle);
    const onward = reachable(next, start);
    for (const id of onward) if (reachable(next, id).has(start)) done.add(id);
  }
  return found;
}

/** The shortest way from `start` round to itself, or null. */
function pathBack(next: ReadonlyMap<string, readonly string[]>, start: string): string[] | null {
  const before = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const to of next.get(id) ?? []) {
      if (to === start) {
        const path = [id];
        for (let at = id; at !== start;) path.unshift((at = before.get(at)!));
        return path;
      }
      if (before.has(to)) continue;
      before.set(to, id);
      queue.push(to);
    }
  }
  return null;
}

/** What is left when steps nothing leads to are taken away again and again: the circles, and what hangs behind them. */
function onCircles(next: ReadonlyMap<string, readonly string[]>): string[] {
  const incoming = new Map<string, number>([...next.keys()].map((id) => [id, 0]));
  for (const targets of next.values()) for (const to of targets) incoming.set(to, (incoming.get(to) ?? 0) + 1);
  const free = [...incoming].filter(([, n]) => n === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    incoming.delete(id);
    for (const to of next.get(id) ?? []) {
      const left = incoming.get(to)! - 1;
      incoming.set(to, left);
      if (left === 0) free.push(to);
    }
  }
  return [...incoming.keys()];
}
