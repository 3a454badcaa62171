import type postgres from 'postgres';
import type { Services } from '#api/services.ts';
import { tryWorkerLock } from '#store/messages/recover.ts';

/**
 * "This worker lives", as a lock on a connection of its own: it is gone the moment the process is, so a restart takes
 * over at once instead of waiting for leases to end. Losing it (the database restarted) harms nothing: others may then
 * take this worker's messages, and its own writes find that out.
 */
export class WorkerLock {
  readonly #db: Services['db'];
  readonly #worker: string;
  #connection: postgres.ReservedSql | null = null;

  constructor(db: Services['db'], worker: string) {
    this.#db = db;
    this.#worker = worker;
  }

  /** Takes the lock, or finds out that it is still held. */
  async ensure(): Promise<void> {
    if (this.#connection) {
      try {
        await this.#connection`select 1`;
        return;
      } catch {
        this.#connection.release();
        this.#connection = null;
      }
    }
    const connection = await this.#db.sql.reserve();
    try {
      if (await tryWorkerLock(connection, this.#worker)) this.#connection = connection;
      else connection.release();
    } catch (error) {
      connection.release();
      throw error;
    }
  }

  async release(): Promise<void> {
    const connection = this.#connection;
    this.#connection = null;
    if (!connection) return;
    try {
      await connection`select pg_advisory_unlock_all()`;
    } finally {
      connection.release();
    }
  }
}
