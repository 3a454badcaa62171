import type { Edge, Graph, StepNode } from './model.ts';

/** What publishing would change. Layout is no part of it. */
export interface GraphDiff {
  added: StepNode[];
  removed: StepNode[];
  changed: StepChange[];
  edges: { added: Edge[]; removed: Edge[] };
  /** Keys of the settings that differ. */
  settings: string[];
  triggers: boolean;
  /** The journey's name. */
  name: boolean;
}

export interface StepChange {
  id: string;
  before: StepNode;
  after: StepNode;
  /** `type`, `name`, `note`, and config keys as `config.KEY`. */
  fields: string[];
}

/** The difference between two drawings, step by step. `null` before means everything is new. */
export function diffGraphs(before: Graph | null, after: Graph): GraphDiff {
  const old = new Map(before?.steps.map((step) => [step.id, step]));
  const now = new Map(after.steps.map((step) => [step.id, step]));
  return {
    added: after.steps.filter(({ id }) => !old.has(id)),
    removed: (before?.steps ?? []).filter(({ id }) => !now.has(id)),
    changed: after.steps.flatMap((step) => {
      const previous = old.get(step.id);
      const fields = previous ? stepFields(previous, step) : [];
      return previous && fields.length > 0 ? [{ id: step.id, before: previous, after: step, fields }] : [];
    }),
    edges: edgesBetween(before?.edges ?? [], after.edges),
    settings: before ? differing(before.settings, after.settings) : [],
    triggers: before !== null && !sameJson(before.triggers, after.triggers),
    name: before !== null && before.name !== after.name,
  };
}

/** True when nothing that matters differs. */
export function isUnchanged(diff: GraphDiff): boolean {
  const lists = [diff.added, diff.removed, diff.changed, diff.edges.added, diff.edges.removed, diff.settings];
  return lists.every(({ length }) => length === 0) && !diff.triggers && !diff.name;
}

function stepFields(before: StepNode, after: StepNode): string[] {
  const outer = differing(
    { ...before, config: null, id: null, version: null },
    { ...after, config: null, id: null, version: null },
  );
  return [...outer, ...differing(before.config, after.config).map((key) => `config.${key}`)];
}

function edgesBetween(before: readonly Edge[], after: readonly Edge[]): { added: Edge[]; removed: Edge[] } {
  const key = ({ from, outlet, to }: Edge) => `${from}\n${outlet}\n${to}`;
  const [old, now] = [new Set(before.map(key)), new Set(after.map(key))];
  return { added: after.filter((edge) => !old.has(key(edge))), removed: before.filter((edge) => !now.has(key(edge))) };
}

function differing(before: object, after: object): string[] {
  const [a, b] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...a.keys(), ...b.keys()])].filter((key) => !sameJson(a.get(key), b.get(key)));
}

/** Equal as JSON, whatever the order of keys; absent and undefined are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((one, i) => sameJson(one, b[i]));
  return differing(a, b).length === 0;
}
