import type { Filter } from '../segment/ast.ts';
import type { Claim } from '../segment/solve.ts';
import { topicsOf } from '../segment/topics.ts';
import { type Graph, TRIGGER } from './model.ts';
import { sendOf, waitOf } from './prove-config.ts';
import { type Proving, claimsOf } from './prove-facts.ts';
import { jumpTarget, stepOf } from './traverse.ts';

/** One way from the trigger to a step: the steps passed, each with the outlet taken; a go-to's is `jump`. */
export type Route = readonly { step: string; outlet: string }[];

const MOST_ROUTES = 4;
const DAY = 86_400_000;

/**
 * The easiest ways to a step, one for each edge that leads there: those that ask the least of whoever goes them. None through
 * `avoid`, none that is known to be closed.
 */
export function routesTo({ graph, closed }: Proving, target: string, avoid: ReadonlySet<string> = NOTHING): Route[] {
  if (target === TRIGGER) return [[]];
  const moves = movesOf(graph);
  const branching = new Set(graph.steps.filter(({ type }) => type === 'branch').map(({ id }) => id));
  const before = new Map<string, { step: string; outlet: string }>();
  const last: { step: string; outlet: string }[] = [];
  // By how much is asked on the way: a bucket for each sum, worked off from the least.
  const buckets: { step: string; by: { step: string; outlet: string } | null }[][] = [[{ step: TRIGGER, by: null }]];
  const done = new Set<string>();
  for (let asked = 0; asked < buckets.length; asked++)
    for (const { step, by } of buckets[asked] ?? []) {
      if (done.has(step)) continue;
      done.add(step);
      if (by) before.set(step, by);
      for (const { outlet, to } of moves.get(step) ?? []) {
        if (closed.has(`${step}:${outlet}`) || avoid.has(to) || to === TRIGGER) continue;
        const way = { step, outlet };
        if (to === target) last.push(way);
        const cost = asked + (branching.has(step) ? 6 : outlet === 'happened' ? 3 : 1);
        if (to !== target && !done.has(to)) (buckets[cost] ??= []).push({ step: to, by: way });
      }
    }
  return last.slice(0, MOST_ROUTES).map((end) => {
    const route = [end];
    for (let at = end.step; at !== TRIGGER; at = route[0]!.step) route.unshift(before.get(at)!);
    return route;
  });
}

const NOTHING: ReadonlySet<string> = new Set();

function movesOf(graph: Graph): Map<string, { outlet: string; to: string }[]> {
  const moves = new Map<string, { outlet: string; to: string }[]>();
  for (const { from, outlet, to } of graph.edges) moves.set(from, [...(moves.get(from) ?? []), { outlet, to }]);
  for (const step of graph.steps) {
    const to = jumpTarget(step);
    if (to !== null) moves.set(step.id, [...(moves.get(step.id) ?? []), { outlet: 'jump', to }]);
  }
  return moves;
}

/** What somebody must be from the beginning to go this way, as far as it can be told; walking it shows the rest. */
export function claimsAlong({ graph, world, known, now }: Proving, route: Route, then: readonly Claim[]): Claim[] {
  const claims: Claim[] = [...(known.get(TRIGGER)?.ways[0] ?? [])];
  const moved = new Set<string>();
  let last: string | undefined;
  const add = (claim: Claim) => {
    const filter = last === undefined ? claim.filter : about(claim.filter, last);
    // What a step on the way has seen to need not be so from the beginning.
    if (![...topicsOf(filter, world.vocabulary)].some((topic) => moved.has(topic))) claims.push({ ...claim, filter });
  };
  for (const { step: id, outlet } of route) {
    for (const filter of graph.settings.exit) add({ filter, wanted: false });
    const step = stepOf(graph, id);
    if (!step) continue;
    const wait = waitOf(step);
    if (wait?.mode === 'attribute' && wait.attribute) {
      if (wait.onMissing !== 'skip') add({ filter: { attribute: wait.attribute, op: 'exists' }, wanted: true });
      if (wait.onPast === 'exit') {
        const later = new Date(now + 400 * DAY).toISOString().slice(0, 10);
        add({ filter: { attribute: wait.attribute, op: 'after', value: later }, wanted: true });
      }
    }
    for (const claim of claimsOf(step, outlet)) add(claim);
    if (sendOf(step)) last = id;
    const { segment, attribute } = step.config;
    if (step.type.endsWith('-segment')) moved.add(`segment:${String(segment)}`);
    if (step.type === 'update-attribute') moved.add(`attribute:${String(attribute)}`);
  }
  for (const claim of then) add(claim);
  return claims;
}

/** "The last email", where it is known which that is. */
function about(filter: Filter, step: string): Filter {
  if ('all' in filter) return { all: filter.all.map((part) => about(part, step)) };
  if ('any' in filter) return { any: filter.any.map((part) => about(part, step)) };
  if ('not' in filter) return { not: about(filter.not, step) };
  if (!('engaged' in filter) || filter.last === undefined) return filter;
  const { last: _, ...condition } = filter;
  return { ...condition, step };
}
