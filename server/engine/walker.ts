import { makeBell } from './bell.ts';
import { makeForesight } from './foresight.ts';
import { makeRoutes } from './routes.ts';
import { walkDue } from './walk-due.ts';
import { problemOf } from './walk-one.ts';
import type { WalkWorld } from './world.ts';

export interface WalkerOptions {
  /** Calls back whenever someone may have become due; a look every few seconds (LOOK) covers what it misses. */
  listen(wake: () => void): Promise<{ stop(): Promise<void> }>;
  /** Most enrollments per transaction. */
  limit?: number;
  /** Batches under way at once when many are due. */
  hands?: number;
  /** Only these lanes; absent means all. */
  lanes?: readonly number[];
  /** Milliseconds between turns when nothing calls and nobody falls due before: what was noted is applied, at least. */
  poll?: number;
}

export interface Walker {
  /** Ends after the batch under way. */
  stop(): Promise<void>;
}

/** Enrollments per transaction: enough that a round trip costs nothing, few enough to be done within a second. */
export const BATCH = 2000;
/** One batch is worked out here while the database writes the other. */
export const HANDS = 2;
export const POLL = 1000;
/** Milliseconds that ending a listener may take. */
const STOP_LISTENING = 2000;
/** Longest pause after failures in a row, milliseconds. */
const PATIENCE = 15_000;

/**
 * Keeps contacts walking until stopped. While the database is away it waits and tries again; every batch is one
 * transaction, so nothing is lost by it, nor by being killed.
 */
export function startWalker(world: WalkWorld, options: WalkerOptions): Walker {
  const { limit = BATCH, hands = HANDS, poll = POLL, lanes } = options;
  const routes = makeRoutes();
  const bell = makeBell();
  const foresight = makeForesight();
  const life = { over: false };
  let failures = 0;

  const listening = (async () => {
    while (!life.over) {
      try {
        const listening = await options.listen(bell.ring);
        // Whoever became due before it could hear has called in vain.
        bell.ring();
        return listening;
      } catch (error) {
        world.log.warn({ problem: problemOf(error) }, 'the walker cannot listen; it polls');
        await bell.wait(PATIENCE);
      }
    }
    return null;
  })();

  const walking = (async () => {
    let called = true;
    while (!life.over) {
      try {
        const look = foresight.looks(called);
        called = false;
        const turn = await walkDue(world, { limit, lanes, routes, hands, look, over: () => life.over });
        if (failures > 0) world.log.info({ failures }, 'the walker goes on');
        failures = 0;
        if (turn.next !== undefined) foresight.saw(turn.next);
        if (turn.claimed === 0 && turn.notes === 0) called = await bell.wait(Math.min(poll, foresight.left()));
        else called = true;
      } catch (error) {
        failures++;
        foresight.forget();
        const pause = Math.min(PATIENCE, 100 * 2 ** failures) * (0.5 + jitter(failures));
        world.log.warn({ problem: problemOf(error), failures }, 'the walker will try again');
        await bell.sleep(pause);
      }
    }
  })();

  return {
    async stop() {
      life.over = true;
      bell.silence();
      await walking;
      // A listener that is still trying to connect must not hold up the end; it gives up when it sees that all is over.
      await Promise.race([listening.then((found) => found?.stop()), bell.after(STOP_LISTENING)]);
    },
  };
}

/** Spreads workers that failed at the same moment; between 0 and 1, without a source of chance. */
function jitter(n: number): number {
  const wave = Math.sin(n * 12.9898 + performance.now()) * 43_758.5453;
  return wave - Math.floor(wave);
}
