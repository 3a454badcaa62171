import type { Services } from '#api/services.ts';
import { tryWorkerLock } from '#store/messages/recover.ts';

/**
 * "This worker lives", as a lock of a transaction that stays open and does nothing else: it is gone the moment the
 * process is, so a restart takes over at once instead of waiting for leases to end. Losing it (the database restarted)
 * harms nothing: others may then take this worker's messages, and its own writes find that out. A transaction, because
 * the driver tells one when its connection is lost, and a reserved connection not.
 */
export class WorkerLock {
  readonly #db: Services['db'];
  readonly #worker: string;
  #held: { release: () => void; ended: Promise<void> } | null = null;

  constructor(db: Services['db'], worker: string) {
    this.#db = db;
    this.#worker = worker;
  }

  /** Takes the lock, or finds out that it is still held. */
  async ensure(): Promise<void> {
    if (this.#held) return;
    const answer = Promise.withResolvers<boolean>();
    const released = Promise.withResolvers<void>();
    const ended = this.#hold(answer, released.promise);
    if (await answer.promise) this.#held = { release: () => released.resolve(), ended };
  }

  /** For as long as the lock is held; `answer` is told whether it is. */
  async #hold(answer: PromiseWithResolvers<boolean>, released: Promise<void>): Promise<void> {
    try {
      await this.#db.sql.begin(async (tx) => {
        const mine = await tryWorkerLock(tx, this.#worker);
        answer.resolve(mine);
        if (mine) await released;
      });
    } catch (error) {
      answer.reject(error);
    }
    this.#held = null;
  }

  async release(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    held?.release();
    await held?.ended;
  }
}
