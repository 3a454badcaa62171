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

export function openCommits<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  giveUp: () => boolean,
): Commits<Letter, Sealed> {
  const seal = groupCommit(async (batch: readonly Commitment<Letter, Sealed>[]) => {
    const kept = await world.commit(batch);
    return batch.map((one) => kept.has(one.prepared.message.id));
  }, MOST);
  const dot = groupCommit(async (batch: readonly ClaimedMessage[]) => {
    const kept = await world.dot(batch);
    return batch.map((one) => kept.has(one.id));
  }, MOST);
  const finish = groupCommit(async (batch: readonly Finished<Letter>[]) => {
    await world.finish(batch);
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
