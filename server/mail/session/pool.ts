import { reaches } from '#core/delivery/assurance.ts';
import type { Assurance } from '#core/delivery/facts.ts';
import type { GatedSession } from './gate.ts';

/** A gated session with what was found on the way to it. */
export interface Connection {
  session: GatedSession;
  suspectedMitm: boolean;
  record: Record<string, unknown>;
}

const IDLE_MS = 15_000;
/** Some servers count; a fresh connection measures afresh, too. */
const MOST_MESSAGES = 200;

/** Open connections that wait for the next message to the same domain: a bulk run connects a few times, not per message. */
export class Pool {
  readonly #idle = new Map<string, { connection: Connection; timer: NodeJS.Timeout }[]>();
  #stopped = false;

  /** An open one that proved at least `wanted`; null when there is none. */
  take(domain: string, wanted: Assurance): Connection | null {
    const waiting = this.#idle.get(domain) ?? [];
    for (let i = waiting.length - 1; i >= 0; i--) {
      const { connection, timer } = waiting[i]!;
      const { closed, assurance } = connection.session;
      if (!closed && !reaches(assurance, wanted)) continue;
      clearTimeout(timer);
      waiting.splice(i, 1);
      if (!closed) return connection;
    }
    return null;
  }

  giveBack(domain: string, connection: Connection): void {
    const { session } = connection;
    if (session.closed) return;
    if (this.#stopped || session.used >= MOST_MESSAGES) {
      session.close();
      return;
    }
    const waiting = this.#idle.get(domain) ?? [];
    this.#idle.set(domain, waiting);
    const entry = { connection, timer: setTimeout(() => this.#drop(domain, entry), IDLE_MS) };
    entry.timer.unref();
    waiting.push(entry);
  }

  stop(): void {
    this.#stopped = true;
    for (const waiting of this.#idle.values()) {
      for (const { connection, timer } of waiting) {
        clearTimeout(timer);
        connection.session.close();
      }
    }
    this.#idle.clear();
  }

  #drop(domain: string, entry: { connection: Connection; timer: NodeJS.Timeout }): void {
    const left = (this.#idle.get(domain) ?? []).filter((one) => one !== entry);
    if (left.length > 0) this.#idle.set(domain, left);
    else this.#idle.delete(domain);
    entry.connection.session.close();
  }
}
