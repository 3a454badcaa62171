import type { EngagementCondition } from '../segment/ast.ts';
import type { SolveScope } from '../segment/solve.ts';
import type { Way } from '../segment/solve-deeds.ts';
import type { CheckWorld } from './check.ts';
import type { Graph } from './model.ts';
import type { Known, Proving } from './prove-facts.ts';

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
