import { Failure } from '../failure.ts';
import type { Filter } from '../segment/ast.ts';
import {
  type FilterHolder,
  type FilterPlace,
  dropFilter,
  moveFilter,
  takeFilter,
  withAudience,
} from './change-filter.ts';
import { duplicateStep, insertStep, moveStep, pasteSteps, removeStep, setConfig } from './change-steps.ts';
import type { Edge, Graph, JourneySettings, StepNode, Trigger } from './model.ts';
import { outletsFrom, stepOf } from './traverse.ts';

/** An outlet: where the next step is put. */
export interface Place {
  from: string;
  outlet: string;
}

/** One edit of a drawing. Undo, autosave and audit share these; each is one step of undo. */
export type Change =
  /** Puts a step on an outlet: on an edge, what followed follows the new step's first outlet; else it is appended. */
  | { kind: 'insert-step'; step: StepNode; place: Place }
  /** Takes a step out; who came to it comes to what followed its first outlet. */
  | { kind: 'remove-step'; id: string }
  | { kind: 'move-step'; id: string; place: Place }
  /** A copy of a step right after it (after its first outlet), under a new id. */
  | { kind: 'duplicate-step'; id: string; newId: string }
  /** Copied steps and the edges among them, given new ids; the first of them is put on the outlet. */
  | { kind: 'paste-steps'; steps: readonly StepNode[]; edges: readonly Edge[]; place: Place }
  | { kind: 'connect'; from: string; outlet: string; to: string }
  | { kind: 'disconnect'; from: string; outlet: string }
  /** Where two outlets of a step lead is exchanged. */
  | { kind: 'swap-outlets'; id: string; first: string; second: string }
  /** Edges of outlets the new config has no more are dropped with it. */
  | { kind: 'set-config'; id: string; config: Record<string, unknown> }
  | { kind: 'rename-step'; id: string; name: string }
  | { kind: 'set-note'; id: string; note: string }
  | { kind: 'drop-filter'; filter: Filter; place: FilterPlace }
  | { kind: 'take-filter'; holder: FilterHolder }
  | { kind: 'move-filter'; holder: FilterHolder; place: FilterPlace }
  | { kind: 'rename-journey'; name: string }
  | { kind: 'set-settings'; settings: Partial<JourneySettings> }
  /** `index` equal to the number of triggers adds one. */
  | { kind: 'set-trigger'; index: number; trigger: Trigger }
  | { kind: 'remove-trigger'; index: number }
  /** Who may enter, whichever way they come. */
  | { kind: 'set-audience'; parts: readonly Filter[] }
  | { kind: 'set-layout'; layout: Graph['layout'] }
  /** Another drawing in place of this one: a restored version, an imported file. */
  | { kind: 'replace'; graph: Graph };

/**
 * The drawing after one edit; the one given stays as it was. Throws Failure INVALID_INPUT, naming what is missing, for
 * a step, outlet or place that is not there.
 */
export function applyChange(graph: Graph, change: Change): Graph {
  switch (change.kind) {
    case 'insert-step':
      return insertStep(graph, change.step, change.place);
    case 'remove-step':
      return removeStep(graph, change.id);
    case 'move-step':
      return moveStep(graph, change.id, change.place);
    case 'duplicate-step':
      return duplicateStep(graph, change.id, change.newId);
    case 'paste-steps':
      return pasteSteps(graph, change.steps, change.edges, change.place);
    case 'connect':
      return connect(graph, change);
    case 'disconnect':
      return { ...graph, edges: without(graph.edges, change) };
    case 'swap-outlets':
      return swap(graph, change.id, change.first, change.second);
    case 'set-config':
      return setConfig(graph, change.id, change.config);
    case 'rename-step':
      return editStep(graph, change.id, (step) => ({ ...step, name: change.name }));
    case 'set-note':
      return editStep(graph, change.id, (step) => ({ ...step, note: change.note === '' ? undefined : change.note }));
    case 'drop-filter':
      return dropFilter(graph, change.filter, change.place);
    case 'take-filter':
      return takeFilter(graph, change.holder);
    case 'move-filter':
      return moveFilter(graph, change.holder, change.place);
    case 'rename-journey':
      return { ...graph, name: change.name };
    case 'set-settings':
      return { ...graph, settings: { ...graph.settings, ...change.settings } };
    case 'set-trigger':
      return { ...graph, triggers: withTrigger(graph.triggers, change.index, change.trigger) };
    case 'set-audience':
      return withAudience(graph, change.parts);
    case 'remove-trigger':
      return { ...graph, triggers: graph.triggers.filter((_, i) => i !== change.index) };
    case 'set-layout':
      return { ...graph, layout: change.layout };
    case 'replace':
      return change.graph;
    default:
      return change satisfies never;
  }
}

function connect(graph: Graph, { from, outlet, to }: Edge): Graph {
  if (!stepOf(graph, to)) throw new Failure('INVALID_INPUT', { step: to }, 'There is no such step to connect to.');
  if (!outletsFrom(graph, from).some(({ id }) => id === outlet))
    throw new Failure('INVALID_INPUT', { step: from, outlet }, 'There is no such outlet to connect.');
  return { ...graph, edges: [...without(graph.edges, { from, outlet }), { from, outlet, to }] };
}

function swap(graph: Graph, id: string, first: string, second: string): Graph {
  const renamed = graph.edges.map((edge) => {
    if (edge.from !== id || (edge.outlet !== first && edge.outlet !== second)) return edge;
    return { ...edge, outlet: edge.outlet === first ? second : first };
  });
  return { ...graph, edges: renamed };
}

function editStep(graph: Graph, id: string, edit: (step: StepNode) => StepNode): Graph {
  if (!stepOf(graph, id)) throw new Failure('INVALID_INPUT', { step: id }, 'This step is not in the journey any more.');
  return { ...graph, steps: graph.steps.map((step) => (step.id === id ? edit(step) : step)) };
}

function withTrigger(triggers: readonly Trigger[], index: number, trigger: Trigger): Trigger[] {
  if (index < 0 || index > triggers.length)
    throw new Failure('INVALID_INPUT', { trigger: index }, 'There is no such trigger.');
  return index === triggers.length ? [...triggers, trigger] : triggers.map((one, i) => (i === index ? trigger : one));
}

function without(edges: readonly Edge[], { from, outlet }: Place): Edge[] {
  return edges.filter((edge) => edge.from !== from || edge.outlet !== outlet);
}
