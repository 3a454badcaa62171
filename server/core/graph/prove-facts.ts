import type { EngagementCondition, Filter } from '../segment/ast.ts';
import { type Claim, type SolveScope, solve } from '../segment/solve.ts';
import type { Way } from '../segment/solve-deeds.ts';
import { topicsOf } from '../segment/topics.ts';
import type { CheckWorld } from './check.ts';
import { ENTERED, type Graph, type StepNode, TRIGGER } from './model.ts';
import { branchOf, eventOf } from './prove-config.ts';
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

/** Different pasts kept apart for a step; more are taken together, and only what they share is kept. */
const MOST_WAYS = 4;
/** Claims kept of one past, the newest: enough for any drawing people make. */
const MOST_CLAIMS = 40;
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

/** What the solver may take for certain of what was sent, at this point of the journey. `waited`: time passes first. */
export function scopeAt(
  { graph, world, now }: Pick<Proving, 'graph' | 'world' | 'now'>,
  at: Known,
  waited = false,
): SolveScope {
  const { vocabulary } = world;
  return {
    vocabulary,
    now,
    zone: graph.settings.timezone,
    limit: (condition) => limitOf(graph, world, condition, at, waited),
    ways: (step) => waysOf(graph, world, step, at, waited),
  };
}

function limitOf(graph: Graph, world: CheckWorld, condition: EngagementCondition, at: Known, waited: boolean): number {
  const { engaged, step, last, template, link } = condition;
  const linksOf = (ids: Iterable<string>) =>
    [...ids].map((id) => {
      const name = graph.steps.find((one) => one.id === id)?.config['template'];
      return typeof name === 'string' ? world.templates.get(name)?.links : undefined;
    });
  if (engaged === 'custom') return Infinity;
  const sends = step === undefined ? null : graph.steps.filter(({ id, type }) => id === step && type === 'send-email');
  if (step !== undefined && !(waited ? at.maySend : at.aged).has(step)) return 0;
  if (last && (waited ? at.maySend.size === 0 : !at.lastAged)) return 0;
  if (last && engaged === 'click' && link !== undefined)
    if (linksOf(at.maySend).every((links) => links && !links.includes(link))) return 0;
  const names = sends?.map(({ config }) => config['template']) ?? (template === undefined ? null : [template]);
  const known = names?.flatMap((name) => (typeof name === 'string' ? (world.templates.get(name) ?? []) : [])) ?? [];
  if (!names || known.length < names.length || known.length === 0) return Infinity;
  if (engaged === 'click' && link !== undefined && !known.some(({ links }) => links.includes(link))) return 0;
  if (engaged !== 'open' || !sends) return Infinity;
  // Nothing sealed carries a pixel, and heightened mail is never opened in the clear.
  const seen = sends.some(({ config }) => config['sealedOnly'] !== true && config['portalOnly'] !== true);
  return seen && known.some(({ phi }) => phi !== 'P3') ? Infinity : 0;
}

function waysOf(
  graph: Graph,
  world: CheckWorld,
  step: string | undefined,
  at: Known,
  waited: boolean,
): ReadonlySet<Way> | null {
  if (step === undefined) return null;
  if (!(waited ? at.maySend : at.aged).has(step)) return new Set(['none']);
  const send = graph.steps.find(({ id }) => id === step);
  if (!send) return new Set(['none']);
  const { config } = send;
  const template = typeof config['template'] === 'string' ? world.templates.get(config['template']) : undefined;
  const ways = new Set<Way>(['tls', 'smime', 'pgp', 'portal', 'none']);
  if (config['tlsExclusive'] === true) ways.add('drop');
  if (config['portalOnly'] === true) for (const way of ['tls', 'smime', 'pgp'] as const) ways.delete(way);
  if (config['sealedOnly'] === true || template?.phi === 'P3') ways.delete('tls');
  return ways;
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

/** Something done at least so often, at any time: that cannot be undone. */
function lasting({ filter, wanted }: Claim): boolean {
  return 'engaged' in filter && filter.did === wanted && filter.within === undefined && filter.last === undefined;
}

function aboutLast(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(aboutLast);
  if ('any' in filter) return filter.any.some(aboutLast);
  if ('not' in filter) return aboutLast(filter.not);
  // A rule segment can ask about nothing that is only so inside a journey, but about deliveries.
  if ('segment' in filter) return true;
  return 'delivery' in filter || ('engaged' in filter && filter.last === true);
}

function without(way: readonly Claim[], topic: string, { vocabulary }: CheckWorld): Claim[] {
  return way.filter(({ filter }) => !topicsOf(filter, vocabulary).has(topic));
}

/** Whom the trigger lets in; nothing where one of several lets in everyone, or what it asks depends on the day. */
function audienceOf({ triggers }: Graph, { vocabulary }: CheckWorld): Claim[] {
  const filters = triggers.flatMap(({ filter }) => (filter ? [filter] : []));
  if (triggers.length === 0 || filters.length < triggers.length) return [];
  const filter: Filter = filters.length === 1 ? filters[0]! : { any: filters };
  return dependsOnTime(filter, vocabulary, []) ? [] : [{ filter, wanted: true }];
}

const RELATIVE = new Set(['within_last', 'within_next', 'more_than_ago']);

function dependsOnTime(filter: Filter, vocabulary: CheckWorld['vocabulary'], within: readonly string[]): boolean {
  const inner = (part: Filter) => dependsOnTime(part, vocabulary, within);
  if ('all' in filter) return filter.all.some(inner);
  if ('any' in filter) return filter.any.some(inner);
  if ('not' in filter) return inner(filter.not);
  if ('attribute' in filter) return RELATIVE.has(filter.op);
  if ('engaged' in filter) return filter.within !== undefined;
  if (!('segment' in filter) || within.includes(filter.segment)) return false;
  const rule = vocabulary.segments.get(filter.segment);
  return rule ? dependsOnTime(rule, vocabulary, [...within, filter.segment]) : false;
}

const keys = new WeakMap<Filter, string>();
function keyOf({ filter, wanted }: Claim): string {
  let key = keys.get(filter);
  if (key === undefined) keys.set(filter, (key = JSON.stringify(filter)));
  return wanted ? key : `!${key}`;
}

function withClaims(way: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const seen = new Set(way.map(keyOf));
  return [...way, ...claims.filter((one) => !seen.has(keyOf(one)))].slice(-MOST_CLAIMS);
}

function wayKey(way: readonly Claim[]): string {
  return way.map(keyOf).sort().join('\n');
}

/** Without repeats. One of whom nothing is known stands for all. */
function distinct(ways: readonly Claim[][]): Claim[][] {
  if (ways.some(({ length }) => length === 0)) return [[]];
  return [...new Map(ways.map((way) => [wayKey(way), way])).values()];
}

function join(a: Known, b: Known, together: boolean): Known {
  const ways = distinct([...a.ways, ...b.ways]);
  return {
    ways: ways.length > MOST_WAYS || together ? [shared(ways)] : ways,
    maySend: a.maySend.union(b.maySend),
    mustSend: a.mustSend.intersection(b.mustSend),
    aged: a.aged.union(b.aged),
    lastAged: a.lastAged || b.lastAged,
  };
}

function shared(ways: readonly Claim[][]): Claim[] {
  const [first = [], ...others] = ways;
  const sets = others.map((way) => new Set(way.map(keyOf)));
  return first.filter((claim) => sets.every((set) => set.has(keyOf(claim))));
}

function same(a: Known, b: Known): boolean {
  return (
    a.ways.length === b.ways.length &&
    a.maySend.size === b.maySend.size &&
    a.mustSend.size === b.mustSend.size &&
    a.aged.size === b.aged.size &&
    a.lastAged === b.lastAged &&
    a.ways.map(wayKey).sort().join('\r') === b.ways.map(wayKey).sort().join('\r')
  );
}

/** Steps in an order in which, circles apart, each comes after all that lead to it. */
function orderOf(graph: Graph, next: ReadonlyMap<string, { to: string }[]>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const ahead = (id: string) => {
    const step = steps.get(id);
    const jump = step ? jumpTarget(step) : null;
    return [...(next.get(id) ?? []).map(({ to }) => to), ...(jump !== null && steps.has(jump) ? [jump] : [])];
  };
  // By hand: a drawing may be deeper than the stack.
  const stack: { id: string; left: string[] }[] = [{ id: TRIGGER, left: ahead(TRIGGER) }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = top.left.pop();
    if (to === undefined) {
      if (top.id !== TRIGGER) order.push(top.id);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ id: to, left: ahead(to) });
    }
  }
  return order.reverse();
}
