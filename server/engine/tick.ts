import { type Walked, walkClaimed } from './walk-claimed.ts';
import type { Routes } from './routes.ts';
import { shareOf } from './share.ts';
import { problemOf } from './walk-one.ts';
import type { Claimed, DueJourney, WalkBatch, WalkWorld } from './world.ts';

export interface TickOptions {
  /** Most enrollments to claim. Some thousands: memory and the time others wait for a row are bounded by it. */
  limit: number;
  /** Only these lanes; absent means all. On a distributed database name one. */
  lanes?: readonly number[] | undefined;
  /** Parsed versions, kept between ticks. */
  routes: Routes;
}

export interface TickResult {
  claimed: number;
  /** Contacts that came to a new rest or an end. */
  moved: number;
  finished: number;
  messages: number;
  /** Poison contacts taken out with reason `poison`. */
  setAside: number;
  /** Journeys this tick had to stop. */
  paused: string[];
  /** Milliseconds until someone is due in a journey that had nobody due; null when nobody will be. */
  next: number | null;
}

/**
 * One turn of the walk, one transaction: claims who is due, walks each in memory as far as they go, writes it all
 * back. What fails leaves no trace and is due again; a contact the database refuses to write is found and set aside.
 */
export async function tick(world: WalkWorld, options: TickOptions): Promise<TickResult> {
  try {
    return await turn(world, options, options.limit, new Set());
  } catch (error) {
    if (!refusedValue(error)) throw error;
    world.log.warn({ problem: problemOf(error) }, 'a batch was refused; looking for the enrollment');
    return singly(world, options);
  }
}

/** As many turns of one as the batch would have been. An enrollment that is refused alone is the one. */
async function singly(world: WalkWorld, options: TickOptions): Promise<TickResult> {
  const sum = nothing();
  const broken = new Set<string>();
  for (let i = 0; i < options.limit; i++) {
    const claimed: Claimed[] = [];
    try {
      const one = await turn(world, options, 1, broken, claimed);
      if (one.claimed === 0) break;
      for (const key of ['claimed', 'moved', 'finished', 'messages', 'setAside'] as const) sum[key] += one[key];
      sum.paused.push(...one.paused);
    } catch (error) {
      const id = claimed[0]?.standing.enrollmentId;
      if (!refusedValue(error) || id === undefined || broken.has(id)) throw error;
      broken.add(id);
    }
  }
  return sum;
}

async function turn(
  world: WalkWorld,
  { lanes, routes }: TickOptions,
  limit: number,
  broken: ReadonlySet<string>,
  seen: Claimed[] = [],
): Promise<TickResult> {
  return world.batch(async (batch) => {
    const { now, journeys, next } = await batch.due(lanes ?? null);
    const taken: { journey: DueJourney; claimed: Claimed[] }[] = [];
    let remaining = limit;
    for (const [i, journey] of journeys.entries()) {
      if (remaining === 0) break;
      const waiting = journeys.slice(i + 1);
      const peers = waiting.filter(({ priority }) => priority === journey.priority).length;
      const share = shareOf(limit, remaining, { peers, behind: waiting.length - peers });
      const claimed = await batch.claim(journey, share, now, lanes ?? null);
      remaining -= claimed.length;
      seen.push(...claimed);
      if (claimed.length > 0) taken.push({ journey, claimed });
    }
    const wait = next === null ? null : Math.max(0, next - now);
    if (taken.length === 0) return { ...nothing(), next: wait };
    const walked = await walkClaimed(batch, { taken, now, routes, broken, log: world.log });
    return { ...(await save(batch, walked, now)), claimed: limit - remaining, next: wait };
  });
}

async function save(
  batch: WalkBatch,
  { moves, paused }: Walked,
  now: number,
): Promise<Omit<TickResult, 'claimed' | 'next'>> {
  const { messages } = await batch.save(moves, now);
  for (const { journeyId, reason, fault, offenders } of paused)
    await batch.pause(journeyId, reason, { fault, offenders });
  return {
    moved: moves.length,
    finished: moves.filter(({ after }) => after.exitReason !== null).length,
    messages,
    setAside: moves.filter(({ problem }) => problem !== null).length,
    paused: paused.map(({ journeyId }) => journeyId),
  };
}

function nothing(): TickResult {
  return { claimed: 0, moved: 0, finished: 0, messages: 0, setAside: 0, paused: [], next: null };
}

/** The database would not take a value (SQLSTATE classes 22 and 23): trying the same again cannot help. */
function refusedValue(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^2[23]/.test(String(error.code));
}
