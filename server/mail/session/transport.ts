import type { SecureContext } from 'node:tls';
import { looksTampered, reaches } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Line, Reach } from '#engine/dispatch/world.ts';
import type { Sealed } from '../method/sealed.ts';
import { DnsFailure, type Resolver } from '../probe/resolver.ts';
import type { StsPolicies } from '../probe/sts.ts';
import { gate, raised } from './gate.ts';
import { Pool, type PoolLimits } from './pool.ts';
import { type Route, type Way, findRoute } from './route.ts';
import { type SendLimits, send } from './send.ts';
import { type Candidate, Walker } from './walk.ts';

/** The way mail leaves: by the recipients' own servers, or by a relay. */
export interface MailOut {
  reach(domain: string, wanted: Assurance): Promise<Reach<Sealed>>;
  stop(): void;
}

/** What is known of a domain before it is asked anything. */
export interface Known {
  /** The best it showed of late; null when it was never measured, or that was long ago. */
  best: Assurance | null;
  /** The operator says that it is a partner whose certificate is always valid. */
  pinned: boolean;
}

/** What a domain showed, for the capability cache. */
export interface Shown {
  assurance: Assurance;
  /** Why an attack is suspected: `fell`, `dane`, `sts`; null: it is not. */
  suspicion: Suspicion | null;
  details: Record<string, unknown>;
}
export type Suspicion = 'fell' | 'dane' | 'sts';

export interface TransportOptions {
  resolver: Resolver;
  sts: StsPolicies;
  context: SecureContext;
  /** DELIVERY_PORT, where an address does not name its own. */
  port: number;
  /** What we call ourselves in EHLO. */
  name: string;
  allowPrivate: boolean;
  known(domain: string): Promise<Known>;
  remember(domain: string, shown: Shown): Promise<void>;
  connectMs?: number;
  commandMs?: number;
  /** One host's greeting, from the first packet until it is measured. */
  totalMs?: number;
  pool?: Partial<PoolLimits>;
  send?: Partial<SendLimits>;
}

/** Below this long a domain's mail hosts are not looked up, nor its weaker ones tried, again. */
const KEEP_MS = 60_000;

interface Kept {
  at: number;
}

/** Reaches domains: mail hosts, connections, the gate. One for the whole process. */
export class Transport implements MailOut {
  readonly #options: TransportOptions;
  readonly #pool: Pool;
  readonly #walker: Walker;
  readonly #routes = new Map<string, Kept & { route: Route; remembered: boolean }>();
  readonly #finding = new Map<string, Promise<{ route: Route; remembered: boolean }>>();
  /** The best any host of a domain proved lately: nothing better is to be had by trying them all again. */
  readonly #limits = new Map<string, Kept & { assurance: Assurance; reach: Reach<Sealed> }>();

  constructor(options: TransportOptions) {
    const { connectMs = 20_000, commandMs = 60_000, totalMs = 120_000, context, port, name } = options;
    this.#options = options;
    this.#pool = new Pool(options.pool);
    this.#walker = new Walker(this.#pool, { context, port, name, connectMs, commandMs, totalMs });
  }

  /**
   * A gated connection to the domain that proves `wanted`, or the best there is. Mail hosts are tried in order, each
   * under the same gate; one that proves too little is kept only until a better one is found.
   */
  async reach(domain: string, wanted: Assurance): Promise<Reach<Sealed>> {
    const known = await this.#options.known(domain);
    const best = known.best ?? 'T0';
    // A domain that proved itself before must do so again: less than that is a reason to try its other hosts.
    const aim = higher(wanted, best === 'T1' ? 'T0' : best);
    const limit = recent(this.#limits.get(domain));
    // No use connecting again to hear once more that there is no encryption. Not sending is always safe.
    if (limit?.assurance === 'T0' && !reaches('T0', aim)) return limit.reach;
    let kept: { route: Route; remembered: boolean };
    try {
      kept = await this.#route(domain);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      return { kind: 'unreachable', reason: `dns-${error.kind}`, record: { dns: { failure: error.kind } } };
    }
    const { route } = kept;
    if (route.kind === 'no-mail') return route;
    const enough = limit && !reaches(limit.assurance, aim) ? limit.assurance : aim;
    return this.#along(route, { domain, aim, enough, best, pinned: known.pinned, kept });
  }

  stop(): void {
    this.#pool.stop();
  }

  async #along(
    route: Way,
    ask: {
      domain: string;
      aim: Assurance;
      enough: Assurance;
      best: Assurance;
      pinned: boolean;
      kept: { remembered: boolean };
    },
  ): Promise<Reach<Sealed>> {
    const { domain, aim, enough, best, pinned, kept } = ask;
    const raisedTo = route.enforce || pinned ? 'T3' : null;
    const walked = await this.#walker.walk(domain, route, enough, raisedTo);
    const { found, tried } = walked;
    const assurance = found ? raised(found.connection.measured, raisedTo) : 'T0';
    const base = { ...route.record, pinned, tried };
    // Somebody could not say what a host must prove; what the others prove is too little to do without it.
    if (walked.unknown && !reaches(assurance, aim)) {
      if (found) this.#pool.giveBack(found.key, found.connection);
      return { kind: 'unreachable', reason: walked.unknown, record: base };
    }
    const suspicion = suspect({ best, assurance, route, daneFailed: walked.daneFailed });
    // Hosts the domain's own policy does not name are no reason to wait for better times.
    const strangers = route.hosts.every((one) => one.skip === 'not-in-sts-policy');
    if (!found && walked.silent && !strangers)
      return { kind: 'unreachable', reason: walked.busy ? 'busy' : 'connect', record: base };
    const record = { ...base, suspicion, ...found?.connection.record };
    if (!kept.remembered || (found && !found.pooled) || suspicion) {
      kept.remembered = true;
      // A pin is ours, not something the domain showed.
      const shown = pinned && !route.enforce && assurance === 'T3' ? 'T2' : assurance;
      await this.#options.remember(domain, { assurance: shown, suspicion, details: found?.connection.record ?? {} });
    }
    const reach = this.#reached(found, raisedTo, { suspicion, record });
    if (!reaches(assurance, aim)) {
      const again = {
        kind: 'reached',
        line: null,
        assurance: 'T0',
        suspectedMitm: suspicion !== null,
        record,
      } as const;
      this.#limits.set(domain, { at: Date.now(), assurance, reach: again });
    }
    return reach;
  }

  #reached(
    found: Candidate | null,
    raisedTo: 'T3' | null,
    { suspicion, record }: { suspicion: Suspicion | null; record: Record<string, unknown> },
  ): Reach<Sealed> {
    const suspectedMitm = suspicion !== null;
    const session = found && gate(found.connection.measured, raisedTo);
    if (!found || !session) return { kind: 'reached', line: null, assurance: 'T0', suspectedMitm, record };
    const { connection, key } = found;
    const line: Line<Sealed> = {
      send: async (message, beforeDot) => {
        const before = connection.measured.wire?.used ?? 0;
        const result = await send(session, message, beforeDot, this.#options.send);
        if (result.kind === 'lost' && result.stale) this.#pool.ended(key, before);
        return result;
      },
      giveBack: () => this.#pool.giveBack(key, connection),
    };
    return { kind: 'reached', line, assurance: session.assurance, suspectedMitm, record };
  }

  /** Looked up once by all who want to know at the same time. */
  #route(domain: string): Promise<{ route: Route; remembered: boolean }> {
    const kept = recent(this.#routes.get(domain));
    if (kept) return Promise.resolve(kept);
    const running = this.#finding.get(domain) ?? this.#find(domain).finally(() => this.#finding.delete(domain));
    this.#finding.set(domain, running);
    return running;
  }

  async #find(domain: string): Promise<{ route: Route; remembered: boolean }> {
    const { resolver, sts, allowPrivate } = this.#options;
    const route = await findRoute(domain, { resolver, sts, allowPrivate, random: Math.random });
    if (this.#routes.size > 10_000) this.#routes.clear();
    const made = { at: Date.now(), route, remembered: false };
    this.#routes.set(domain, made);
    return made;
  }
}

/** Why an attack on the way is suspected (row 4 of the table); null when nothing points to one. */
function suspect(facts: { best: Assurance; assurance: Assurance; route: Way; daneFailed: boolean }): Suspicion | null {
  const { best, assurance, route, daneFailed } = facts;
  if (daneFailed && !reaches(assurance, 'T2')) return 'dane';
  if (route.enforce && !reaches(assurance, 'T3')) return 'sts';
  return looksTampered(best, assurance) ? 'fell' : null;
}

function recent<T extends Kept>(entry: T | undefined): T | null {
  return entry && Date.now() - entry.at < KEEP_MS ? entry : null;
}

function higher(a: Assurance, b: Assurance): Assurance {
  return reaches(a, b) ? a : b;
}
