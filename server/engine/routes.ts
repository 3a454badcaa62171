import type { Graph } from '#core/graph/model.ts';
import { type Needs, needsOf } from '#core/graph/needs.ts';
import { type PreparedGraph, type PreparedStep, prepare } from '#core/graph/prepare.ts';
import type { Vocabulary } from '#core/segment/fields.ts';

/** A published version, parsed once, with what a walk from each of its steps can come to. */
export interface Route {
  prepared: PreparedGraph;
  /**
   * What must be known of a contact that sets out from this step. Only what it can still come to: a contact at the
   * last wait needs nothing opened for a condition at the beginning.
   */
  needs(from: string, vocabulary: Vocabulary): Needs;
  /** Messages one send step may make for one enrollment, by the drawing. */
  sendsPerStep: number;
}

/** Routes by journey and version. Versions are immutable, so what was parsed stays right. */
export interface Routes {
  get(journeyId: string, version: number, load: () => Promise<Graph>): Promise<Route>;
}

/** Parsed versions kept; the ones unused for longest are dropped. */
const KEPT = 500;

export function makeRoutes(): Routes {
  const kept = new Map<string, Route>();
  return {
    async get(journeyId, version, load) {
      const key = `${journeyId}:${version}`;
      const route = kept.get(key) ?? makeRoute(prepare(await load()));
      kept.delete(key);
      kept.set(key, route);
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(oldest);
      }
      return route;
    },
  };
}

function makeRoute(prepared: PreparedGraph): Route {
  const views = new Map<string, PreparedGraph>();
  return {
    prepared,
    needs(from, vocabulary) {
      let view = views.get(from);
      if (!view) views.set(from, (view = viewFrom(prepared, from)));
      return needsOf(view, vocabulary);
    },
    sendsPerStep: sendsPerStep(prepared),
  };
}

/** The same graph with only the steps that can be come to from `from`, itself included. */
function viewFrom(prepared: PreparedGraph, from: string): PreparedGraph {
  const start = prepared.steps.has(from) ? from : prepared.first;
  const steps = new Map<string, PreparedStep>();
  const ahead = start === null ? [] : [start];
  for (let id = ahead.pop(); id !== undefined; id = ahead.pop()) {
    const step = prepared.steps.get(id);
    if (!step || steps.has(id)) continue;
    steps.set(id, step);
    ahead.push(...step.next.values(), ...jumpsOf(step));
  }
  const nodes = [...steps.values()].map(({ node }) => node);
  const asksForLast = /"last":true/.test(JSON.stringify([prepared.exit, nodes]));
  const tracksLast =
    prepared.tracksLast &&
    (asksForLast || nodes.some(({ type }) => type === 'wait-for-event' || type === 'non-delivery-case'));
  return { ...prepared, steps, tracksLast };
}

function jumpsOf({ node }: PreparedStep): string[] {
  const target: unknown = node.type === 'go-to' ? node.config['target'] : null;
  if (typeof target !== 'object' || target === null || !('step' in target)) return [];
  return typeof target.step === 'string' ? [target.step] : [];
}

/** Once, and once more for each jump the go-tos can make before their targets are used up. */
function sendsPerStep({ steps }: PreparedGraph): number {
  let most = 1;
  for (const { node } of steps.values()) {
    if (node.type !== 'go-to') continue;
    const repeats: unknown = node.config['repeats'];
    most += 1 + (typeof repeats === 'number' ? repeats : 0);
  }
  return most;
}
