import { Failure } from '../failure.ts';
import type { Place } from './change.ts';
import { freshStepId } from './fresh-id.ts';
import { type Edge, type Graph, type StepNode, TRIGGER } from './model.ts';
import { edgeFrom, outletsFrom, outletsOf, stepOf } from './traverse.ts';

export function insertStep(graph: Graph, step: StepNode, place: Place): Graph {
  if (step.id === TRIGGER || stepOf(graph, step.id))
    throw new Failure('INVALID_INPUT', { step: step.id }, 'There is already a step with this id.');
  requirePlace(graph, place);
  return connectIn({ ...graph, steps: [...graph.steps, step] }, place, step.id, step.id);
}

export function removeStep(graph: Graph, id: string): Graph {
  const step = requireStep(graph, id);
  const first = outletsOf(step)[0]?.id ?? graph.edges.find((edge) => edge.from === id)?.outlet;
  const onward = first === undefined ? null : edgeFrom(graph, id, first);
  const edges = graph.edges
    .filter((edge) => edge.from !== id)
    .flatMap((edge) => {
      if (edge.to !== id) return [edge];
      return onward && onward.to !== id ? [{ ...edge, to: onward.to }] : [];
    });
  const { [id]: _, ...layout } = graph.layout;
  return { ...graph, steps: graph.steps.filter((one) => one.id !== id), edges, layout };
}

/** Out of its place and into another. Onto an edge it already touches changes nothing. */
export function moveStep(graph: Graph, id: string, place: Place): Graph {
  const step = requireStep(graph, id);
  requirePlace(graph, place);
  if (place.from === id || edgeFrom(graph, place.from, place.outlet)?.to === id) return graph;
  const kept = graph.edges.filter((edge) => edge.from === id);
  const first = outletsOf(step)[0]?.id;
  const moved = insertStep(removeStep(graph, id), step, place);
  // Its other outlets go on leading where they led; the first one leads on from its new place.
  const others = kept.filter((edge) => edge.outlet !== first && edge.to !== id);
  return {
    ...moved,
    steps: inOrder(moved.steps, graph.steps),
    edges: [...moved.edges, ...others],
    layout: graph.layout,
  };
}

export function duplicateStep(graph: Graph, id: string, newId: string): Graph {
  const step = requireStep(graph, id);
  const copy = { ...structuredClone(step), id: newId };
  const first = outletsOf(step)[0]?.id;
  if (first !== undefined) return insertStep(graph, copy, { from: id, outlet: first });
  // Nothing can follow an End or a go-to: its copy stands by itself until it is connected.
  if (stepOf(graph, newId))
    throw new Failure('INVALID_INPUT', { step: newId }, 'There is already a step with this id.');
  return { ...graph, steps: [...graph.steps, copy] };
}

/**
 * Copied steps under new ids. References among them (go-to targets, the email a wait or a condition speaks of) follow; the first is put
 * on the outlet, and what followed there follows the first open outlet of the last.
 */
export function pasteSteps(graph: Graph, steps: readonly StepNode[], edges: readonly Edge[], place: Place): Graph {
  const [first] = steps;
  if (!first) return graph;
  requirePlace(graph, place);
  const ids = new Map<string, string>();
  let grown = graph;
  for (const step of steps) {
    const id = freshStepId(grown, step.type);
    ids.set(step.id, id);
    grown = { ...grown, steps: [...grown.steps, { ...step, id }] };
  }
  const pasted = new Set(ids.values());
  const inner = edges.flatMap(({ from, outlet, to }) => {
    const [newFrom, newTo] = [ids.get(from), ids.get(to)];
    return newFrom && newTo ? [{ from: newFrom, outlet, to: newTo }] : [];
  });
  const all = grown.steps.map((step) => (pasted.has(step.id) ? { ...step, config: renamed(step.config, ids) } : step));
  grown = { ...grown, steps: all, edges: [...grown.edges, ...inner] };
  const last = all.findLast((step) => pasted.has(step.id) && openOutlet(grown, step.id) !== null);
  return connectIn(grown, place, ids.get(first.id)!, last?.id ?? null);
}

/** A new config, without the edges of outlets it no longer has. */
export function setConfig(graph: Graph, id: string, config: Record<string, unknown>): Graph {
  const step = { ...requireStep(graph, id), config };
  const outlets = new Set(outletsOf(step).map((outlet) => outlet.id));
  // A config that does not parse yet has no outlets to speak of: its edges wait until it does, unless it never has any.
  const gone = (edge: Edge) => edge.from === id && outlets.size > 0 && !outlets.has(edge.outlet);
  return {
    ...graph,
    steps: graph.steps.map((one) => (one.id === id ? step : one)),
    edges: graph.edges.filter((edge) => !gone(edge)),
  };
}

/** Leads an outlet to `head`, and what it led to before to the first open outlet of `tail`. */
function connectIn(graph: Graph, place: Place, head: string, tail: string | null): Graph {
  const before = edgeFrom(graph, place.from, place.outlet);
  const edges = graph.edges.filter((edge) => edge !== before);
  edges.push({ ...place, to: head });
  const outlet = tail === null ? null : openOutlet(graph, tail);
  if (before && tail !== null && outlet !== null) edges.push({ from: tail, outlet, to: before.to });
  return { ...graph, edges };
}

function openOutlet(graph: Graph, id: string): string | null {
  return outletsFrom(graph, id).find((outlet) => !edgeFrom(graph, id, outlet.id))?.id ?? null;
}

function requireStep(graph: Graph, id: string): StepNode {
  const step = stepOf(graph, id);
  if (!step) throw new Failure('INVALID_INPUT', { step: id }, 'This step is not in the journey any more.');
  return step;
}

function requirePlace(graph: Graph, { from, outlet }: Place): void {
  if (!outletsFrom(graph, from).some(({ id }) => id === outlet))
    throw new Failure('INVALID_INPUT', { step: from, outlet }, 'There is no such place in the journey any more.');
}

function inOrder(steps: StepNode[], like: readonly StepNode[]): StepNode[] {
  const order = new Map(like.map((step, i) => [step.id, i]));
  return steps.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
}

/** A config in which every `step` that names a copied step names its copy. */
function renamed(config: Record<string, unknown>, ids: ReadonlyMap<string, string>): Record<string, unknown> {
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return renamed(value as Record<string, unknown>, ids);
  };
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      key === 'step' && typeof value === 'string' ? (ids.get(value) ?? value) : rename(value),
    ]),
  );
}
