import { type TickOptions, tick } from './tick.ts';
import type { WalkWorld } from './world.ts';

export interface WalkDueOptions extends TickOptions {
  /** Batches under way at once, each in a transaction of its own. */
  hands: number;
  /** Asked before every batch, with how many were claimed so far; true ends the walk after those under way. */
  over: (claimed: number) => boolean;
  /** False: nobody is due by what was foreseen, so only what was noted is applied, and looked at if it was anything. */
  look?: boolean;
}

export interface WalkedDue {
  /** Enrollments claimed, and notes read; both zero when there was nothing to do. */
  claimed: number;
  notes: number;
  /** Milliseconds until someone is due next, by the last look; null when nobody will be, undefined when nobody looked. */
  next: number | null | undefined;
}

/**
 * Walks all who are due and applies all that was noted for those who wait. A batch that came back full says there are
 * more: then other hands help, so that one batch is worked out here while the database writes another. They take
 * whom nobody holds, like the hands of any other worker.
 * @throws what the first batch to fail threw, when those under way have ended.
 */
export async function walkDue(world: WalkWorld, options: WalkDueOptions): Promise<WalkedDue> {
  const { limit, hands, over, look = true } = options;
  const done: WalkedDue = { claimed: 0, notes: 0, next: undefined };
  const failed: unknown[] = [];
  const helping = new Set<Promise<void>>();

  const help = async (): Promise<void> => {
    try {
      for (let full = true; full && !over(done.claimed) && failed.length === 0;) {
        const { claimed } = await tick(world, options);
        done.claimed += claimed;
        full = isFull(claimed, limit);
      }
    } catch (error) {
      failed.push(error);
    }
  };

  try {
    while (!over(done.claimed) && failed.length === 0) {
      const notes = await world.wakePending();
      if (!look && notes === 0 && done.notes === 0) break;
      const { claimed, next } = await tick(world, options);
      done.notes += notes;
      done.next = next;
      done.claimed += claimed;
      if (isFull(claimed, limit)) {
        for (let i = helping.size; i < hands - 1; i++) {
          const hand = help().finally(() => helping.delete(hand));
          helping.add(hand);
        }
      }
      if (claimed === 0 && notes === 0) break;
    }
  } catch (error) {
    failed.unshift(error);
  }
  await Promise.all(helping);
  if (failed.length > 0) throw failed[0];
  return done;
}

/** Not to the last place: journeys share a batch, and one with few people due may have left its part. */
function isFull(claimed: number, limit: number): boolean {
  return claimed * 2 > limit;
}
