import { groupCommit } from './group-commit.ts';
import type { ClaimedMessage, Commitment, DispatchWorld, Finished, SealedMessage } from './world.ts';

/** The three writes of an attempt, each shared by all deliveries that reach it at the same time. */
export interface Commits<Letter, Sealed extends SealedMessage> {
  /** False: this worker no longer holds it, or it must not be sent any more. */
  seal(commitment: Commitment<Letter, Sealed>): Promise<boolean>;
  /** False: do not send the dot. */
  dot(message: ClaimedMessage): Promise<boolean>;
  /** Tries until it is written or `giveUp` says to stop; recovery then finds the message where it is. */
  finish(finished: Finished<Letter>): Promise<void>;
}

const MOST = 128;
const RETRY_MS = [100, 500, 2_000, 5_000];

/**
 * A worker can have a message in hand twice: taken from it while the database was away and claimed by it again, its first
 * delivery still waiting. Answers come by message, so of such a pair only the later claim may be in a batch: the earlier
 * one's lease is over, and the answer for the later one must not let it go on.
 */
function lastClaims<T>(batch: readonly T[], messageOf: (one: T) => ClaimedMessage): readonly T[] {
  const last = new Map<string, number>();
  for (const one of batch) {
    const { id, attempt } = messageOf(one);
    last.set(id, Math.max(attempt, last.get(id) ?? 0));
  }
  if (last.size === batch.length) return batch;
  return batch.filter((one) => last.get(messageOf(one).id) === messageOf(one).attempt);
}

export function openCommits<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  giveUp: () => boolean,
): Commits<Letter, Sealed> {
  const seal = groupCommit(async (batch: readonly Commitment<Letter, Sealed>[]) => {
    const last = lastClaims(batch, (one) => one.prepared.message);
    const kept = await world.commit(last);
    return batch.map((one) => last.includes(one) && kept.has(one.prepared.message.id));
  }, MOST);
  const dot = groupCommit(async (batch: readonly ClaimedMessage[]) => {
    const last = lastClaims(batch, (one) => one);
    const kept = await world.dot(last);
    return batch.map((one) => last.includes(one) && kept.has(one.id));
  }, MOST);
  const finish = groupCommit(async (batch: readonly Finished<Letter>[]) => {
    await world.finish(lastClaims(batch, (one) => one.prepared.message));
    return batch.map(() => null);
  }, MOST);
  return {
    seal,
    dot,
    async finish(finished) {
      // What the server answered must not be lost to a database that is restarting.
      for (let n = 0; ; n++) {
        try {
          await finish(finished);
          return;
        } catch (error) {
          if (giveUp() && n > 2) throw error;
          world.log.warn(
            { message: finished.prepared.message.id, tries: n + 1 },
            'the outcome could not be written yet',
          );
          await new Promise((next) => setTimeout(next, RETRY_MS[Math.min(n, RETRY_MS.length - 1)]));
        }
      }
    },
  };
}
