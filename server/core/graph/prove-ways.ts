import type { Filter } from '../segment/ast.ts';
import type { Claim } from '../segment/solve.ts';
import { topicsOf } from '../segment/topics.ts';
import type { CheckWorld } from './check.ts';
import type { Known } from './prove-facts.ts';

/** Different pasts kept apart for a step; more are taken together, and only what they share is kept. */
const MOST_WAYS = 4;
/** Claims kept of one past, the newest: enough for any drawing people make. */
const MOST_CLAIMS = 40;

const keys = new WeakMap<Filter, string>();
function keyOf({ filter, wanted }: Claim): string {
  let key = keys.get(filter);
  if (key === undefined) keys.set(filter, (key = JSON.stringify(filter)));
  return wanted ? key : `!${key}`;
}

export function withClaims(way: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const seen = new Set(way.map(keyOf));
  return [...way, ...claims.filter((one) => !seen.has(keyOf(one)))].slice(-MOST_CLAIMS);
}

function wayKey(way: readonly Claim[]): string {
  return way.map(keyOf).sort().join('\n');
}

/** Without repeats. One of whom nothing is known stands for all. */
export function distinct(ways: readonly Claim[][]): Claim[][] {
  if (ways.some(({ length }) => length === 0)) return [[]];
  return [...new Map(ways.map((way) => [wayKey(way), way])).values()];
}

export function join(a: Known, b: Known, together: boolean): Known {
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

export function same(a: Known, b: Known): boolean {
  return (
    a.ways.length === b.ways.length &&
    a.maySend.size === b.maySend.size &&
    a.mustSend.size === b.mustSend.size &&
    a.aged.size === b.aged.size &&
    a.lastAged === b.lastAged &&
    a.ways.map(wayKey).sort().join('\r') === b.ways.map(wayKey).sort().join('\r')
  );
}

/** Something done at least so often, at any time: that cannot be undone. */
export function lasting({ filter, wanted }: Claim): boolean {
  return 'engaged' in filter && filter.did === wanted && filter.within === undefined && filter.last === undefined;
}

export function aboutLast(filter: Filter): boolean {
  if ('all' in filter) return filter.all.some(aboutLast);
  if ('any' in filter) return filter.any.some(aboutLast);
  if ('not' in filter) return aboutLast(filter.not);
  // A rule segment can ask about nothing that is only so inside a journey, but about deliveries.
  if ('segment' in filter) return true;
  return 'delivery' in filter || ('engaged' in filter && filter.last === true);
}

export function without(way: readonly Claim[], topic: string, { vocabulary }: CheckWorld): Claim[] {
  return way.filter(({ filter }) => !topicsOf(filter, vocabulary).has(topic));
}
