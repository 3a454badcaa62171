import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Services } from '#api/services.ts';
import { beat, retire } from '#store/workers/beat.ts';
import type { WalkLag } from './walk-lag.ts';

const EVERY_MS = 10_000;
/** Figures of the lag are for about a minute. */
const FIGURES_EVERY = 6;

/** Tells the database every few seconds that this worker lives, and how far behind it is. */
export async function startHeartbeat({ db, log }: Services, lag: WalkLag): Promise<{ stop(): Promise<void> }> {
  const id = randomUUID();
  const name = `${hostname()}:${process.pid}`;
  let figures = lag.take();
  let beats = 0;
  const tell = async () => {
    if (beats++ % FIGURES_EVERY === 0) figures = lag.take();
    await beat(db.sql, { id, name, ...figures, clock: Date.now() });
  };
  await tell();
  const timer = setInterval(() => {
    tell().catch((error: unknown) =>
      log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'the heartbeat could not be told'),
    );
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await retire(db.sql, id);
    },
  };
}
