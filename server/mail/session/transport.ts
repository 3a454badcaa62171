import type { SecureContext } from 'node:tls';
import { looksTampered, reaches } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import type { Line, Reach } from '#engine/dispatch/world.ts';
import type { Sealed } from '../method/sealed.ts';
import { type MxAnswer, resolveMx } from '../probe/mx.ts';
import { DnsFailure, type Resolver } from '../probe/resolver.ts';
import { gate } from './gate.ts';
import { type Measured, measure } from './measure.ts';
import { type Connection, Pool } from './pool.ts';
import { send } from './send.ts';

export interface TransportOptions {
  resolver: Resolver;
  context: SecureContext;
  /** DELIVERY_PORT, where an address does not name its own. */
  port: number;
  /** What we call ourselves in EHLO. */
  name: string;
  allowPrivate: boolean;
  /** The best a domain ever showed; null when it was never measured. */
  best(domain: string): Promise<Assurance | null>;
  /** Keeps what was measured. */
  remember(domain: string, assurance: Assurance, details: Record<string, unknown>): Promise<void>;
  connectMs?: number;
  commandMs?: number;
}

/** Below this long a domain's mail hosts are not looked up, nor its weaker ones tried, again. */
const KEEP_MS = 60_000;

/** Reaches domains: mail hosts, connections, the gate. One for the whole process. */
export class Transport {
  readonly #options: TransportOptions;
  readonly #pool = new Pool();
  readonly #answers = new Map<string, { at: number; answer: MxAnswer }>();
  /** The best any host of a domain proved lately: nothing better is to be had by trying them all again. */
  readonly #limits = new Map<string, { at: number; assurance: Assurance; record: Record<string, unknown> }>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /**
   * A gated connection to the domain that proves `wanted`, or the best there is. Mail hosts are tried in order, each
   * under the same gate; one that proves too little is kept only until a better one is found.
   */
  async reach(domain: string, wanted: Assurance): Promise<Reach<Sealed>> {
    const best = (await this.#options.best(domain)) ?? 'T0';
    // A domain that proved itself before must do so again: less than that is a reason to try its other hosts.
    const aim = higher(wanted, best === 'T1' ? 'T0' : best);
    const limit = this.#recent(this.#limits.get(domain));
    const enough = limit && !reaches(limit.assurance, aim) ? limit.assurance : aim;
    const pooled = this.#pool.take(domain, enough);
    if (pooled) return this.#reached(domain, pooled);
    // No use connecting again to hear once more that there is no encryption. Not sending is always safe.
    if (limit?.assurance === 'T0') {
      return {
        kind: 'reached',
        line: null,
        assurance: 'T0',
        suspectedMitm: looksTampered(best, 'T0'),
        record: limit.record,
      };
    }
    let answer: MxAnswer;
    try {
      answer = await this.#lookUp(domain);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      return { kind: 'unreachable', reason: `dns-${error.kind}`, record: { dns: { failure: error.kind } } };
    }
    if (answer.kind !== 'hosts') {
      const record = { dns: { answer: answer.kind } };
      return { kind: 'no-mail', address: answer.kind === 'null-mx' ? 'null-mx' : 'invalid', record };
    }
    return this.#connect(domain, answer, enough, best);
  }

  stop(): void {
    this.#pool.stop();
  }

  async #connect(
    domain: string,
    answer: Extract<MxAnswer, { kind: 'hosts' }>,
    enough: Assurance,
    best: Assurance,
  ): Promise<Reach<Sealed>> {
    const { context, port, name, connectMs = 20_000, commandMs = 60_000 } = this.#options;
    const tried: Record<string, unknown>[] = [];
    let found: Measured | null = null;
    for (const host of answer.hosts) {
      for (const address of host.addresses.slice(0, 4)) {
        let measured: Measured;
        try {
          measured = await measure(host.name, address, { context, port, name, connectMs, commandMs });
        } catch (error) {
          tried.push({ host: host.name, address: address.address, failed: failure(error) });
          continue;
        }
        const { wire: _wire, offers: _offers, ...shown } = measured;
        tried.push(shown);
        if (!found || !reaches(found.assurance, measured.assurance)) {
          found?.wire?.quit();
          found = measured;
        } else measured.wire?.quit();
        // Another address of a host that answered proves nothing new.
        break;
      }
      if (found && reaches(found.assurance, enough)) break;
    }
    const dns = {
      validated: answer.validated,
      hosts: answer.hosts.map((one) => ({ name: one.name, preference: one.preference })),
    };
    if (!found) return { kind: 'unreachable', reason: 'connect', record: { dns, tried } };
    const assurance = found.assurance;
    await this.#options.remember(domain, assurance, { host: found.host, problem: found.problem, tls: found.tls });
    const { wire: _wire, offers: _offers, ...used } = found;
    const record = { dns, tried: tried.length > 1 ? tried : [], ...used };
    if (!reaches(assurance, enough)) this.#limits.set(domain, { at: Date.now(), assurance, record });
    const suspectedMitm = looksTampered(best, assurance);
    const session = gate(found, null);
    if (!session) return { kind: 'reached', line: null, assurance: 'T0', suspectedMitm, record };
    return this.#reached(domain, { session, suspectedMitm, record });
  }

  #reached(domain: string, connection: Connection): Reach<Sealed> {
    const { session, suspectedMitm, record } = connection;
    const line: Line<Sealed> = {
      send: (message, beforeDot) => send(session, message, beforeDot),
      giveBack: () => this.#pool.giveBack(domain, connection),
    };
    return { kind: 'reached', line, assurance: session.assurance, suspectedMitm, record };
  }

  async #lookUp(domain: string): Promise<MxAnswer> {
    const known = this.#recent(this.#answers.get(domain));
    if (known) return known.answer;
    const { resolver, allowPrivate } = this.#options;
    const answer = await resolveMx(resolver, domain, { allowPrivate, random: Math.random });
    if (this.#answers.size > 10_000) this.#answers.clear();
    this.#answers.set(domain, { at: Date.now(), answer });
    return answer;
  }

  #recent<T extends { at: number }>(entry: T | undefined): T | null {
    return entry && Date.now() - entry.at < KEEP_MS ? entry : null;
  }
}

function higher(a: Assurance, b: Assurance): Assurance {
  return reaches(a, b) ? a : b;
}

/** `connect`, `timeout`, `closed`, `protocol`: never the server's words. */
function failure(error: unknown): string {
  return error instanceof Error && 'kind' in error ? String(error.kind) : 'unknown';
}
