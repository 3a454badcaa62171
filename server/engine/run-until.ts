import { makeRoutes } from './routes.ts';
import { tick } from './tick.ts';
import { BATCH } from './walker.ts';
import type { WalkWorld } from './world.ts';

export interface RunOptions {
  /** Epoch milliseconds of the demo clock at which to stop. */
  until: number;
  /**
   * Called whenever everyone due at `now` has been walked: send what was queued, let recipients do things. True when
   * anything came of it, so that whom it woke walks at this very moment too.
   */
  settled?: (now: number) => Promise<boolean | void>;
  /** When `settled` wants to be called again even if nobody is due: the time of the next thing to happen. */
  nextEvent?: () => number | null;
  limit?: number;
}

/**
 * Lives through time at full speed: walks all who are due, moves the demo clock to the next moment at which anything
 * is due, and so on until the target. The same interpreter as in production; only the clock is fast.
 * @returns enrollments claimed and moments visited.
 */
export async function runUntil(world: WalkWorld, options: RunOptions): Promise<{ claimed: number; moments: number }> {
  const { until, settled, nextEvent, limit = BATCH } = options;
  const routes = makeRoutes();
  const done = { claimed: 0, moments: 0 };
  for (;;) {
    done.moments++;
    for (;;) {
      const claimed = await drain(world, { limit, routes });
      done.claimed += claimed;
      const busy = await settled?.(await world.now());
      if (claimed === 0 && busy !== true) break;
    }
    const now = await world.now();
    if (now >= until) return done;
    const next = Math.min(until, (await world.nextDue()) ?? until, nextEvent?.() ?? until);
    await world.advanceClock(Math.max(1, Math.ceil(next - now)));
  }
}

async function drain(world: WalkWorld, options: { limit: number; routes: ReturnType<typeof makeRoutes> }) {
  let claimed = 0;
  for (;;) {
    const notes = await world.wakePending();
    const turn = await tick(world, options);
    claimed += turn.claimed;
    if (turn.claimed === 0 && notes === 0) return claimed;
  }
}
