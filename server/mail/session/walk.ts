import { reaches } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import { raised } from './gate.ts';
import { type MeasureOptions, type Measured, measure } from './measure.ts';
import type { Connection, Pool } from './pool.ts';
import { WireFailure } from './reply.ts';
import type { RouteHost, Way } from './route.ts';

/** An open connection to a host of the domain, with what it proved. */
export interface Candidate {
  connection: Connection;
  /** Whom it is given back for. */
  key: string;
  /** It was measured before. */
  pooled: boolean;
}

export interface Walked {
  /** The best there was; null: nobody answered, or nobody who may be used. */
  found: Candidate | null;
  /** What each host tried came to, in order. */
  tried: Record<string, unknown>[];
  /** Every host that may be used refused to connect, or fell silent. */
  silent: boolean;
  /** One of them said that it is busy. */
  busy: boolean;
  /** A `dns-…` problem for which a host was passed over. */
  unknown: string | null;
  /** A host with TLSA records was not encrypted, or none of them matched. */
  daneFailed: boolean;
}

const MOST_ADDRESSES = 4;
/** A host that did not answer, or not safely, is not tried again for so long. */
const DOWN_MS = 30_000;
/** No further host is tried after so long: the message waits for its next turn instead. */
const PATIENCE_MS = 240_000;

/** Tries a domain's hosts in order until one proves enough. */
export class Walker {
  readonly #pool: Pool;
  readonly #options: MeasureOptions;
  readonly #down = new Map<string, { until: number; failed: string }>();
  /** Hosts without encryption worth the name: not asked again at once, only to say so again. */
  readonly #open = new Map<string, { until: number; candidate: Candidate }>();

  constructor(pool: Pool, options: MeasureOptions) {
    this.#pool = pool;
    this.#options = options;
  }

  async walk(domain: string, route: Way, enough: Assurance, raisedTo: 'T3' | null): Promise<Walked> {
    const unresolved = route.problems.find((one) => one.problem.startsWith('dns-'));
    const walked: Walked = {
      found: null,
      tried: [],
      silent: true,
      busy: false,
      unknown: unresolved?.problem ?? null,
      daneFailed: false,
    };
    const started = Date.now();
    const assuranceOf = (one: Candidate) => raised(one.connection.measured, raisedTo);
    for (const host of route.hosts) {
      if (Date.now() - started > PATIENCE_MS) break;
      if (host.skip) {
        walked.tried.push({ host: host.name, problem: host.skip });
        if (host.skip.startsWith('dns-')) walked.unknown ??= host.skip;
        continue;
      }
      const next = this.#pooled(host) ?? (await this.#connect(domain, host, walked));
      if (!next) continue;
      walked.silent = false;
      const { measured } = next.connection;
      if (host.tlsa.kind === 'records' && (measured.assurance === 'T0' || measured.dane === 'mismatch'))
        walked.daneFailed = true;
      const { found } = walked;
      if (!found || !reaches(assuranceOf(found), assuranceOf(next))) {
        if (found) this.#pool.giveBack(found.key, found.connection);
        walked.found = next;
      } else this.#pool.giveBack(next.key, next.connection);
      if (reaches(assuranceOf(walked.found!), enough)) break;
    }
    return walked;
  }

  #pooled({ key }: RouteHost): Candidate | null {
    const connection = this.#pool.take(key);
    return (
      connection && { connection: { ...connection, record: { ...connection.record, reused: true } }, key, pooled: true }
    );
  }

  async #connect(domain: string, host: RouteHost, walked: Walked): Promise<Candidate | null> {
    const { key } = host;
    const down = this.#down.get(key);
    if (down && down.until > Date.now()) {
      walked.tried.push({ host: host.name, failed: down.failed, lately: true });
      walked.busy ||= down.failed === 'busy';
      return null;
    }
    this.#down.delete(key);
    const open = this.#open.get(key);
    if (open && open.until > Date.now()) {
      walked.tried.push({ ...open.candidate.connection.record, lately: true });
      return open.candidate;
    }
    this.#open.delete(key);
    let failed = 'unknown';
    for (const address of host.addresses.slice(0, MOST_ADDRESSES)) {
      let measured: Measured;
      try {
        measured = await measure(host.name, address, { ...this.#options, tlsa: tlsaFor(domain, host) });
      } catch (error) {
        if (!(error instanceof WireFailure)) throw error;
        failed = error.kind;
        walked.tried.push({ host: host.name, address: address.address, failed });
        continue;
      }
      const { wire: _wire, offers, ...shown } = measured;
      walked.tried.push(shown);
      // Another address of a host that answered proves nothing new.
      const record = { ...shown, extensions: [...offers].sort() };
      const candidate = { connection: { measured, record, openedAt: Date.now() }, key, pooled: false };
      if (this.#open.size > 10_000) this.#open.clear();
      if (!measured.wire)
        this.#open.set(key, { until: Date.now() + DOWN_MS, candidate: { ...candidate, pooled: true } });
      return candidate;
    }
    walked.busy ||= failed === 'busy';
    if (this.#down.size > 10_000) this.#down.clear();
    this.#down.set(key, { until: Date.now() + DOWN_MS, failed });
    return null;
  }
}

function tlsaFor(domain: string, { tlsa, name }: RouteHost): MeasureOptions['tlsa'] {
  if (tlsa.kind !== 'records') return null;
  return { base: tlsa.base, usable: tlsa.usable, names: [tlsa.base, name, domain] };
}
