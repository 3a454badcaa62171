import type { SecureContext } from 'node:tls';
import { type StsPolicy, parseStsPolicy, stsId } from '#core/delivery/mta-sts.ts';
import { HttpsFailure, httpsGet } from './https-get.ts';
import { DnsFailure, type Resolver } from './resolver.ts';

/** A policy that was fetched before and has not expired. */
export interface KeptPolicy {
  policy: StsPolicy;
  /** Since it was last fetched, milliseconds. */
  ageMs: number;
}

/** Where policies outlast this process. Times are the database's. */
export interface StsStore {
  read(domain: string): Promise<KeptPolicy | null>;
  /** Replaces what was kept; it is forgotten when `maxAge` has passed. */
  keep(domain: string, policy: StsPolicy): Promise<void>;
}

/** What a domain's MTA-STS asks, and how that is known: for the evidence. */
export interface StsFinding {
  /** Null: there is no policy, or none that could be had. */
  policy: StsPolicy | null;
  source: 'fetched' | 'kept' | 'none';
  /** Why it could not be fetched now; null when it could, or there was nothing to fetch. */
  problem: string | null;
}

export interface StsOptions {
  resolver: Resolver;
  store: StsStore;
  context: SecureContext;
  allowPrivate: boolean;
  /** MTA_STS_PORT; tests only. */
  port?: number | undefined;
  deadline?: number;
}

const DEADLINE_MS = 15_000;
const MOST_BYTES = 65_536;
/** A policy that could not be fetched is not asked for again for so long (RFC 8461 3.3). */
const AFTER_FAILURE_MS = 300_000;
/** Looked at anew this often while it is used, so that it never runs out unnoticed (RFC 8461 10.2). */
const REFRESH_MS = 86_400_000;

/** Policies by domain. A kept one counts until it expires, whatever happens to the DNS record or the web server since. */
export class StsPolicies {
  readonly #options: StsOptions;
  readonly #failed = new Map<string, { until: number; id: string; problem: string }>();

  constructor(options: StsOptions) {
    this.#options = options;
  }

  async of(domain: string): Promise<StsFinding> {
    const { resolver, store } = this.#options;
    const kept = await store.read(domain);
    let id: string | null = null;
    let problem: string | null = null;
    try {
      id = stsId((await resolver.txt(`_mta-sts.${domain}`)).records);
    } catch (error) {
      if (!(error instanceof DnsFailure)) throw error;
      problem = `dns-${error.kind}`;
    }
    // Taking the record away takes nothing away: only a policy fetched from the domain itself replaces one that holds.
    if (id === null || (kept && kept.policy.id === id && !isStale(kept))) return known(kept, problem);
    const failed = this.#failed.get(domain);
    if (failed && failed.id === id && failed.until > Date.now()) return known(kept, failed.problem);
    try {
      const policy = await this.#fetch(domain, id);
      await store.keep(domain, policy);
      this.#failed.delete(domain);
      return { policy, source: 'fetched', problem: null };
    } catch (error) {
      if (!(error instanceof HttpsFailure) && !(error instanceof PolicyInvalid)) throw error;
      const why = error instanceof HttpsFailure ? error.problem : 'invalid';
      if (this.#failed.size > 10_000) this.#failed.clear();
      this.#failed.set(domain, { until: Date.now() + AFTER_FAILURE_MS, id, problem: why });
      return known(kept, why);
    }
  }

  async #fetch(domain: string, id: string): Promise<StsPolicy> {
    const { resolver, context, allowPrivate, port, deadline = DEADLINE_MS } = this.#options;
    const url = new URL(`https://mta-sts.${domain}/.well-known/mta-sts.txt`);
    const answer = await httpsGet(url, { resolver, context, allowPrivate, port, deadline, most: MOST_BYTES });
    // A redirect is any other status here, and not followed (RFC 8461 3.3).
    if (answer.status !== 200 || answer.type !== 'text/plain') throw new PolicyInvalid();
    const policy = parseStsPolicy(answer.body.toString('utf8'), id);
    if (!policy) throw new PolicyInvalid();
    return policy;
  }
}

class PolicyInvalid extends Error {}

function isStale({ policy, ageMs }: KeptPolicy): boolean {
  return ageMs > Math.min(REFRESH_MS, (policy.maxAge * 1000) / 2);
}

function known(kept: KeptPolicy | null, problem: string | null): StsFinding {
  return kept ? { policy: kept.policy, source: 'kept', problem } : { policy: null, source: 'none', problem };
}
