import { type Claim, solve } from '../segment/solve.ts';
import { topicsOf } from '../segment/topics.ts';
import type { CheckWorld } from './check.ts';
import { ENTERED, type Graph, type StepNode, TRIGGER } from './model.ts';
import { audienceOf } from './prove-audience.ts';
import { branchOf, eventOf } from './prove-config.ts';
import { orderOf } from './prove-order.ts';
import { scopeAt } from './prove-scope.ts';
import { aboutLast, distinct, join, lasting, same, withClaims, without } from './prove-ways.ts';
import { jumpTarget, outletsOf } from './traverse.ts';

/** What is certain of everyone who comes to a step. */
export interface Known {
  /** Each contact there is as one of these says; none when nobody can come there. */
  ways: Claim[][];
  /** Sends that some, and that all, have passed; and those passed by some who have waited since. */
  maySend: ReadonlySet<string>;
  mustSend: ReadonlySet<string>;
  aged: ReadonlySet<string>;
  /** Some have waited since the journey's last email to them. */
  lastAged: boolean;
}

export interface Proving {
  graph: Graph;
  world: CheckWorld;
  now: number;
  /** By step, and `trigger`. A step that is not in it cannot be come to. */
  known: ReadonlyMap<string, Known>;
  /** `STEP:OUTLET` that nobody can take. */
  closed: ReadonlySet<string>;
}

/** Looks at one step before its pasts are taken together for good: circles come to an end so. */
const MOST_LOOKS = 6;

/**
 * Follows everyone through the drawing at once and keeps, for each step, what is certain of whoever comes there. Whatever may
 * have changed meanwhile is forgotten at every wait: what is left is true, so a contradiction found with it is one.
 */
export function learn(graph: Graph, world: CheckWorld, now: number): Proving {
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const known = new Map<string, Known>();
  const closed = new Set<string>();
  const proving: Proving = { graph, world, now, known, closed };
  const next = new Map<string, { outlet: string; to: string }[]>();
  for (const { from, outlet, to } of graph.edges)
    if (steps.has(to)) next.set(from, [...(next.get(from) ?? []), { outlet, to }]);
  const looks = new Map<string, number>();
  const queue = orderOf(graph, next);
  const waiting = new Set<string>();
  const arrive = (to: string, come: Known) => {
    if (come.ways.length === 0) return;
    const before = known.get(to);
    const merged = before ? join(before, come, (looks.get(to) ?? 0) > MOST_LOOKS) : come;
    if (before && same(before, merged)) return;
    known.set(to, merged);
    waiting.add(to);
  };
  const start: Known = {
    ways: [audienceOf(graph, world)],
    maySend: new Set(),
    mustSend: new Set(),
    aged: new Set(),
    lastAged: false,
  };
  known.set(TRIGGER, start);
  for (const { outlet, to } of next.get(TRIGGER) ?? []) if (outlet === ENTERED) arrive(to, start);
  for (let rounds = 0; waiting.size > 0 && rounds < MOST_LOOKS * 4; rounds++)
    for (const id of queue) {
      if (!waiting.delete(id)) continue;
      looks.set(id, (looks.get(id) ?? 0) + 1);
      const step = steps.get(id)!;
      const here = known.get(id)!;
      const jump = jumpTarget(step);
      if (jump !== null && steps.has(jump)) arrive(jump, entered(proving, here));
      for (const { outlet, to } of next.get(id) ?? []) {
        const after = leave(proving, step, outlet, here);
        if (after.ways.length > 0) arrive(to, after);
      }
    }
  // Known only now that everything is: in a circle, a later round may open what the first one could not.
  for (const step of graph.steps) {
    const here = known.get(step.id);
    if (!here) continue;
    for (const { id } of outletsOf(step))
      if (leave(proving, step, id, here).ways.length === 0) closed.add(`${step.id}:${id}`);
  }
  return proving;
}

/** The claims that bear on these: those that share a topic, and those that share one with them, and so on. */
export function relevant(claims: readonly Claim[], to: readonly Claim[], world: CheckWorld): Claim[] {
  const topics = new Set(to.flatMap(({ filter }) => [...topicsOf(filter, world.vocabulary)]));
  let left = [...claims];
  const chosen: Claim[] = [];
  for (;;) {
    const touching = left.filter(({ filter }) => !topicsOf(filter, world.vocabulary).isDisjointFrom(topics));
    if (touching.length === 0) return chosen;
    chosen.push(...touching);
    left = left.filter((one) => !touching.includes(one));
    for (const { filter } of touching) for (const topic of topicsOf(filter, world.vocabulary)) topics.add(topic);
  }
}

/** The pasts in which these claims can be true as well. */
export function possible(proving: Proving, here: Known, claims: readonly Claim[], waited = false): Claim[][] {
  const scope = scopeAt(proving, here, waited);
  return here.ways.filter((way) => {
    const all = [...relevant(way, claims, proving.world), ...claims];
    return solve(all, scope).kind !== 'none';
  });
}

/** Whoever is at a step, or passes on from one, meets no exit criterion there. */
export function entered({ graph }: Pick<Proving, 'graph'>, here: Known): Known {
  if (graph.settings.exit.length === 0) return here;
  const stays = graph.settings.exit.map((filter): Claim => ({ filter, wanted: false }));
  return { ...here, ways: here.ways.map((way) => withClaims(way, stays)) };
}

/** What an outlet says of whoever takes it, at the moment they do. */
export function claimsOf(step: StepNode, outlet: string): Claim[] {
  if (step.type === 'branch') {
    const paths = branchOf(step)?.paths ?? [];
    const at = paths.findIndex(({ id }) => id === outlet);
    const before = at < 0 ? paths : paths.slice(0, at);
    const claims = before.map(({ filter }): Claim => ({ filter, wanted: false }));
    return at < 0 ? claims : [...claims, { filter: paths[at]!.filter, wanted: true }];
  }
  const event = eventOf(step)?.event;
  return event?.kind === 'filter' && event.filter ? [{ filter: event.filter, wanted: outlet === 'happened' }] : [];
}

const WAITS = new Set(['wait-for-time', 'wait-for-event']);
/** Steps that pass contacts on in the same instant and change nothing a condition asks about but what is told below. */
const IMMEDIATE = new Set([
  'branch',
  'split',
  'send-email',
  'add-to-segment',
  'remove-from-segment',
  'update-attribute',
  'go-to',
]);

/** Everyone who leaves a step by one of its outlets; nobody where that contradicts what is certain of them. */
export function leave(proving: Proving, step: StepNode, outlet: string, here: Known): Known {
  const { world } = proving;
  const claims = claimsOf(step, outlet);
  const waits = WAITS.has(step.type) || !IMMEDIATE.has(step.type);
  const base = waits ? waited(entered(proving, here)) : entered(proving, here);
  const ways = claims.length === 0 ? base.ways : possible(proving, base, claims, waits);
  const after = { ...base, ways: ways.map((way) => withClaims(way, claims)) };
  const { config } = step;
  switch (step.type) {
    case 'send-email':
      return {
        ...after,
        ways: after.ways.map((way) => way.filter(({ filter }) => !aboutLast(filter))),
        maySend: new Set(after.maySend).add(step.id),
        mustSend: new Set(after.mustSend).add(step.id),
        lastAged: false,
      };
    case 'add-to-segment':
    case 'remove-from-segment': {
      const segment = config['segment'];
      if (typeof segment !== 'string' || world.vocabulary.segments.get(segment) !== null) return after;
      const claim: Claim = { filter: { segment }, wanted: step.type === 'add-to-segment' };
      return { ...after, ways: after.ways.map((way) => [...without(way, `segment:${segment}`, world), claim]) };
    }
    case 'update-attribute': {
      const key = config['attribute'];
      const topic = `attribute:${typeof key === 'string' ? key : ''}`;
      return { ...after, ways: after.ways.map((way) => without(way, topic, world)) };
    }
    default:
      return after;
  }
}

/** Time passes: what can change may have, what was done stays done. */
function waited(here: Known): Known {
  return {
    ...here,
    ways: distinct(here.ways.map((way) => way.filter(lasting))),
    aged: here.maySend,
    lastAged: here.maySend.size > 0,
  };
}
