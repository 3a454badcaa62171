import { type Pace, asksForLess, freshPace, nextPace } from '#core/delivery/pace.ts';
import type { Outcome } from './world.ts';

/** What the operator allows one domain, for this worker; null: as everywhere. */
export interface DestinationLimits {
  parallel: number | null;
  perMinute: number | null;
}

export interface PacesOptions {
  /** Deliveries under way to one domain where nothing else is said. */
  parallel: number;
  limitsOf(domain: string): DestinationLimits | undefined;
  now(): number;
  random(): number;
}

/** For a domain that has to wait longer than this nothing is claimed. */
const LONG_WAIT_MS = 5_000;
/** A domain may use up in one go what it is allowed in this part of a minute. */
const BURST = 1 / 10;

/** Each destination's pace: what the operator allows, less what its servers asked for. Of this process. */
export class Paces {
  readonly #options: PacesOptions;
  readonly #paces = new Map<string, Pace>();
  /** Messages a limited domain may still be sent now, and as of when. */
  readonly #allowances = new Map<string, { left: number; at: number }>();

  constructor(options: PacesOptions) {
    this.#options = options;
  }

  /** How many deliveries to it may be under way. */
  parallel(domain: string): number {
    const most = this.#most(domain);
    return Math.min(most, this.#paces.get(domain)?.parallel ?? most);
  }

  /** Milliseconds until the next delivery to it may start; 0: now. */
  wait(domain: string): number {
    const now = this.#options.now();
    const paused = (this.#paces.get(domain)?.notBefore ?? 0) - now;
    const perMinute = this.#options.limitsOf(domain)?.perMinute ?? null;
    if (perMinute === null) return Math.max(0, paused);
    const { left } = this.#allowance(domain, perMinute, now);
    const short = left >= 1 ? 0 : ((1 - left) * 60_000) / perMinute;
    return Math.max(0, paused, Math.ceil(short));
  }

  /** Deliveries that may be started in the next so many milliseconds, as far as a limit says. */
  within(domain: string, ms: number): number {
    const perMinute = this.#options.limitsOf(domain)?.perMinute ?? null;
    if (perMinute === null) return Number.POSITIVE_INFINITY;
    return Math.ceil((perMinute * ms) / 60_000);
  }

  started(domain: string): void {
    const perMinute = this.#options.limitsOf(domain)?.perMinute ?? null;
    if (perMinute === null) return;
    const now = this.#options.now();
    const { left } = this.#allowance(domain, perMinute, now);
    this.#allowances.set(domain, { left: left - 1, at: now });
  }

  /** Learns from how a delivery ended. */
  heard(domain: string, { reply, reason, state }: Pick<Outcome, 'reply' | 'reason' | 'state'>): void {
    const less = reason === 'BUSY' || (reply !== null && asksForLess(reply.code, reply.enhanced));
    if (!less && state !== 'sent') return;
    const known = this.#paces.get(domain);
    if (!less && !known) return;
    const most = this.#most(domain);
    const now = this.#options.now();
    const next = nextPace(known ?? freshPace(most), less ? 'slow-down' : 'well', {
      most,
      now,
      jitter: this.#options.random(),
    });
    // Back at full pace: nothing to remember.
    if (next.parallel >= most && next.setbacks === 0 && next.notBefore <= now) this.#paces.delete(domain);
    else this.#paces.set(domain, next);
  }

  /** Domains that have to wait so long that nothing should be claimed for them. */
  resting(): string[] {
    return [...this.#paces.keys(), ...this.#allowances.keys()].filter((domain) => this.wait(domain) > LONG_WAIT_MS);
  }

  #most(domain: string): number {
    return this.#options.limitsOf(domain)?.parallel ?? this.#options.parallel;
  }

  #allowance(domain: string, perMinute: number, now: number): { left: number } {
    const most = Math.max(1, perMinute * BURST);
    const kept = this.#allowances.get(domain);
    if (!kept) return { left: most };
    return { left: Math.min(most, kept.left + ((now - kept.at) * perMinute) / 60_000) };
  }
}
