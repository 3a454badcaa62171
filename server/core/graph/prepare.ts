import { Failure } from '../failure.ts';
import type { Filter } from '../segment/ast.ts';
import { readConfig } from '../steps/read-config.ts';
import { stepType } from '../steps/registry.ts';
import type { StepType } from '../steps/step.ts';
import { type StepTypes, liftGraph } from './lift.ts';
import { ENTERED, type Graph, type StepNode, TRIGGER } from './model.ts';

/** A step ready to be walked: its config parsed, its edges looked up by outlet. */
export interface PreparedStep {
  node: StepNode;
  type: StepType;
  /** What `type.config` parsed; only `type`'s own functions may look inside. */
  config: unknown;
  /** Outlet to the id of the next step; an outlet without an edge is not in it. */
  next: ReadonlyMap<string, string>;
}

/** A published graph, parsed once and shared by all walks through it. */
export interface PreparedGraph {
  graph: Graph;
  steps: ReadonlyMap<string, PreparedStep>;
  /** The first step; null when the trigger leads nowhere. */
  first: string | null;
  exit: readonly Filter[];
  zone: string;
  /** Some condition, or a wait, speaks of this journey's last email. */
  tracksLast: boolean;
}

/**
 * Upgrades and parses every config and indexes every edge. Throws Failure JOURNEY_FILE_INVALID, naming the step, for an
 * unknown step type, a config that is newer than this Stepwell or does not parse, an id used twice, and an edge from or
 * to a step that is not there.
 */
export function prepare(written: Graph, types: StepTypes = stepType): PreparedGraph {
  const graph = liftGraph(written, types);
  const steps = new Map<string, PreparedStep>();
  const next = new Map<string, Map<string, string>>([[TRIGGER, new Map()]]);
  for (const node of graph.steps) {
    if (steps.has(node.id) || node.id === TRIGGER) throw invalid(node.id, 'duplicate-id');
    const edges = new Map<string, string>();
    next.set(node.id, edges);
    steps.set(node.id, { node, ...parse(node, types), next: edges });
  }
  for (const { from, outlet, to } of graph.edges) {
    const edges = next.get(from);
    if (!edges) throw invalid(from, 'dangling-edge');
    if (!steps.has(to)) throw invalid(to, 'dangling-edge');
    if (edges.has(outlet)) throw invalid(from, 'two-edges', outlet);
    edges.set(outlet, to);
  }
  return {
    graph,
    steps,
    first: next.get(TRIGGER)?.get(ENTERED) ?? null,
    exit: graph.settings.exit,
    zone: graph.settings.timezone,
    tracksLast:
      /"last":true/.test(JSON.stringify(graph)) ||
      graph.steps.some(({ type }) => type === 'wait-for-event' || type === 'non-delivery-case'),
  };
}

function parse(node: StepNode, types: StepTypes): { type: StepType; config: unknown } {
  const type = types(node.type);
  if (!type) throw invalid(node.id, 'unknown-type', node.type);
  const version = node.version ?? 1;
  if (version !== type.version) throw invalid(node.id, version > type.version ? 'newer' : 'upgrade', `v${version}`);
  const parsed = readConfig(type, node.config);
  if (!parsed.success) throw invalid(node.id, 'config', parsed.error.issues[0]?.path.join('.'));
  return { type, config: parsed.data };
}

function invalid(step: string, problem: string, at?: string): Failure {
  const sentence = `The step “${step}” cannot be used: ${words[problem] ?? problem}${at ? ` (${at})` : ''}.`;
  return new Failure('JOURNEY_FILE_INVALID', { step, problem, ...(at === undefined ? {} : { at }) }, sentence);
}

const words: Record<string, string> = {
  'duplicate-id': 'two steps have this id',
  'dangling-edge': 'an edge speaks of it, but there is no such step',
  'two-edges': 'two edges leave one of its outlets',
  'unknown-type': 'there is no such type of step',
  newer: 'a newer Stepwell wrote its settings',
  upgrade: 'its settings are too old to be understood',
  config: 'its settings are not valid',
};
