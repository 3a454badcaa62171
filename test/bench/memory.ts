import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Bench } from './bench.ts';
import { makeContacts, onGround, settle } from './ground.ts';
import { enrollAll, publishWalk } from './walk-journey.ts';

const N = 100_000;
const SMALLER = 10;

/** The most memory a worker of its own ever held while it walked n contacts, against a tenth of them. */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const few = await worker(Math.ceil(n / SMALLER), say);
  const many = await worker(n, say);
  return {
    ratio: Math.round((many.maxRssMb / few.maxRssMb) * 1000) / 1000,
    n,
    perSecond: many.perSecond,
    against: `the same worker walking ${Math.ceil(n / SMALLER)} contacts; at most 1.3`,
    rssMb: many.maxRssMb,
    againstRssMb: few.maxRssMb,
  };
};

const report = z.object({ maxRssMb: z.number(), perSecond: z.number(), claimed: z.number() });

async function worker(n: number, say: (line: string) => void): Promise<z.infer<typeof report>> {
  return onGround(async (ground) => {
    const journeyId = await publishWalk(ground.db);
    await enrollAll(ground.db, journeyId, await makeContacts(ground, n));
    await settle(ground);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'worker.ts')],
      {
        env: {
          ...process.env,
          DATABASE_URL: ground.url,
          KEYS: ground.keys.map((key) => key.toString('hex')).join(':'),
        },
      },
    );
    const found = report.parse(JSON.parse(stdout));
    if (found.claimed !== 2 * n)
      throw new Error(`The worker claimed ${found.claimed} times, not twice for each of ${n}.`);
    say(`${n} contacts: at most ${found.maxRssMb} MB, ${found.perSecond} contacts per second`);
    return found;
  });
}
