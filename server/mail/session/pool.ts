import type { Measured } from './measure.ts';

/** An open, measured connection with what the evidence keeps of it. It has to pass the gate again for each domain. */
export interface Connection {
  measured: Measured;
  record: Record<string, unknown>;
  openedAt: number;
}

export interface PoolLimits {
  /** How long one waits for work, and how old it may get: a fresh one measures afresh. Milliseconds. */
  idleMs: number;
  ageMs: number;
  /** Messages on one connection; fewer to hosts that were seen to end theirs sooner. */
  messages: number;
}

const LIMITS: PoolLimits = { idleMs: 15_000, ageMs: 600_000, messages: 1_000 };

/**
 * Open connections by mail host, that wait for the next message to any domain whose mail it takes, from any sender: a bulk
 * run connects a few times, not per message.
 */
export class Pool {
  readonly #limits: PoolLimits;
  readonly #idle = new Map<string, { connection: Connection; timer: NodeJS.Timeout }[]>();
  /** How many messages a host took before it ended a connection. */
  readonly #most = new Map<string, number>();
  #stopped = false;

  constructor(limits: Partial<PoolLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** An open one to this host; null when there is none. */
  take(host: string): Connection | null {
    const waiting = this.#idle.get(host) ?? [];
    for (let entry = waiting.pop(); entry; entry = waiting.pop()) {
      clearTimeout(entry.timer);
      if (this.#usable(host, entry.connection)) return entry.connection;
      entry.connection.measured.wire?.quit();
    }
    this.#idle.delete(host);
    return null;
  }

  giveBack(host: string, connection: Connection): void {
    const { wire } = connection.measured;
    if (!wire || wire.closed) return;
    if (this.#stopped || !this.#usable(host, connection)) {
      wire.quit();
      return;
    }
    const waiting = this.#idle.get(host) ?? [];
    this.#idle.set(host, waiting);
    const entry = { connection, timer: setTimeout(() => this.#drop(host, entry), this.#limits.idleMs) };
    entry.timer.unref();
    waiting.push(entry);
  }

  /** The host ended a connection after so many messages: the next ones are ended by us before that. */
  ended(host: string, after: number): void {
    if (after < 1) return;
    if (this.#most.size > 10_000) this.#most.clear();
    this.#most.set(host, Math.min(after, this.#most.get(host) ?? after));
  }

  stop(): void {
    this.#stopped = true;
    for (const waiting of this.#idle.values()) {
      for (const { connection, timer } of waiting) {
        clearTimeout(timer);
        connection.measured.wire?.quit();
      }
    }
    this.#idle.clear();
  }

  #usable(host: string, { measured: { wire }, openedAt }: Connection): boolean {
    const { ageMs, messages } = this.#limits;
    if (!wire || wire.closed || Date.now() - openedAt > ageMs) return false;
    return wire.used < Math.min(messages, this.#most.get(host) ?? messages);
  }

  #drop(host: string, entry: { connection: Connection; timer: NodeJS.Timeout }): void {
    const left = (this.#idle.get(host) ?? []).filter((one) => one !== entry);
    if (left.length > 0) this.#idle.set(host, left);
    else this.#idle.delete(host);
    entry.connection.measured.wire?.quit();
  }
}
