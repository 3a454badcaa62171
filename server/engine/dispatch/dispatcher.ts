import { makeBell } from '../bell.ts';
import { openCommits } from './commits.ts';
import { deliver } from './deliver.ts';
import { Destinations } from './destinations.ts';
import { Paces } from './paces.ts';
import type { ClaimedMessage, DispatchWorld, SealedMessage } from './world.ts';

export interface DispatcherLimits {
  /** Deliveries under way to one domain, and in all. */
  parallel: number;
  total: number;
  /** Messages of one domain that may wait here. */
  waiting: number;
  /** Messages claimed at a time. */
  batch: number;
}

export interface Dispatcher {
  /** Looks for messages now rather than at the next second. */
  wake(): void;
  /** Claims nothing more and waits for what is under way. */
  stop(): Promise<void>;
}

const LIMITS: DispatcherLimits = { parallel: 8, total: 48, waiting: 128, batch: 128 };
const IDLE_MS = 1_000;
const RENEW_MS = 15_000;
const RECOVER_MS = 5_000;
const AFTER_ERROR_MS = 2_000;

/** Claims messages and delivers them until stopped. Any number of these, in any processes, share one outbox. */
export function startDispatcher<Letter, Sealed extends SealedMessage>(
  world: DispatchWorld<Letter, Sealed>,
  limits: Partial<DispatcherLimits> = {},
): Dispatcher {
  const { batch, ...rest } = { ...LIMITS, ...limits };
  const paces = new Paces({
    parallel: rest.parallel,
    limitsOf: (domain) => world.limitsOf?.(domain),
    now: Date.now,
    random: () => world.random(),
  });
  const destinations = new Destinations(rest, paces);
  const stopping = new AbortController();
  const bell = makeBell();
  const commits = openCommits(world, () => stopping.signal.aborted);

  const take = async (): Promise<number> => {
    const room = Math.min(batch, rest.total + batch - destinations.held);
    const claimed = await world.claim({ limit: room, busy: destinations.busy().map((domain) => world.hashOf(domain)) });
    if (claimed.length > 0) await start(claimed);
    return claimed.length;
  };

  /** What waited here for a domain that has to rest, to be claimed again when it does not. */
  let putBack: { message: ClaimedMessage; domain: string | null }[] = [];
  const releasePutBack = async (): Promise<void> => {
    const batch = putBack;
    putBack = [];
    if (batch.length > 0) await world.release(batch);
  };

  const start = async (claimed: ClaimedMessage[]): Promise<void> => {
    const surplus: { message: ClaimedMessage; domain: string | null }[] = [];
    try {
      for (const prepared of await world.prepare(claimed)) {
        const { message, domain } = prepared;
        const work = async () => {
          try {
            const outcome = await deliver(world, commits, prepared);
            if (outcome && domain !== null) paces.heard(domain, outcome);
          } catch (error) {
            // Its outcome could not be written before the stop. Whoever starts next finds it where it stands.
            world.log.warn({ message: message.id, ...nameOf(error) }, 'an outcome was not written');
          }
        };
        if (!destinations.add(domain ?? '', work, () => putBack.push({ message, domain })))
          surplus.push({ message, domain });
      }
    } catch (error) {
      world.log.warn({ messages: claimed.length, ...nameOf(error) }, 'a batch could not be prepared');
      surplus.push(...claimed.map((message) => ({ message, domain: null })));
      await world.release(surplus);
      throw error;
    }
    await world.release(surplus);
  };

  const loop = async (): Promise<void> => {
    let recoverAt = 0;
    while (!stopping.signal.aborted) {
      let pause = 0;
      try {
        if (Date.now() >= recoverAt) {
          recoverAt = Date.now() + RECOVER_MS;
          const found = await world.recover();
          if (found.requeued + found.inDoubt > 0)
            world.log.warn(found, 'took messages over from a worker that is gone');
        }
        await releasePutBack();
        if (destinations.held < rest.total + batch / 2) pause = (await take()) === 0 ? IDLE_MS : 0;
        else await destinations.room();
      } catch (error) {
        world.log.warn(nameOf(error), 'the outbox cannot be read now');
        pause = AFTER_ERROR_MS;
      }
      if (pause > 0) await bell.wait(pause);
    }
    destinations.clear();
    while (destinations.open > 0) {
      await releasePutBack().catch((error: unknown) =>
        world.log.warn(nameOf(error), 'messages wait for their lease to end'),
      );
      await destinations.room();
    }
    await releasePutBack().catch((error: unknown) =>
      world.log.warn(nameOf(error), 'messages wait for their lease to end'),
    );
  };

  const renewal = setInterval(() => {
    world.renew().catch((error: unknown) => world.log.warn(nameOf(error), 'leases could not be renewed'));
  }, RENEW_MS);
  const running = loop();
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping.abort();
      bell.silence();
      await running;
      clearInterval(renewal);
    },
  };
}

/** Never the message: a driver's can quote the row. */
function nameOf(error: unknown): { name: string; code: string | null } {
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { name: error instanceof Error ? error.name : 'unknown', code };
}
