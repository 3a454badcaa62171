import type { ClaimedMessage } from '#engine/dispatch/world.ts';

/**
 * The messages this process really has in hand. Only their leases are renewed: one that was claimed while the answer got
 * lost with the database is nobody's, and must come free by itself instead of being kept for ever by a worker that lives.
 */
export class Holding {
  readonly #messages = new Map<string, ClaimedMessage>();

  take(claimed: readonly ClaimedMessage[]): void {
    for (const message of claimed) this.#messages.set(message.id, message);
  }

  /** A later claim of the same message stays: what is dropped is the earlier one's. */
  drop(done: readonly ClaimedMessage[]): void {
    for (const { id, attempt } of done) if (this.#messages.get(id)?.attempt === attempt) this.#messages.delete(id);
  }

  all(): ClaimedMessage[] {
    return [...this.#messages.values()];
  }
}
