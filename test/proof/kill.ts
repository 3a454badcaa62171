import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { atRest, audit } from './audit.ts';
import { openGround } from './ground.ts';
import { IN_FLIGHT, prepareInput } from './input.ts';
import { seeded } from '#test/support/random.ts';
import { until } from './until.ts';
import { startWorkers } from './workers.ts';

/**
 * Proves that killing loses nothing and sends nothing twice: two workers on one PostgreSQL send two emails to each of
 * `n` contacts, while one of them, at random instants, is killed with -9 and started again, and the mail server keeps
 * back some of its answers. Then every email must have been taken exactly once, or be listed as in doubt.
 */
const { values } = parseArgs({
  options: {
    n: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    lose: { type: 'string', default: '0.02' },
    short: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const n = Number(values.n ?? (values.short ? 250 : 50_000));
const goal = Number(values.kills ?? (values.short ? 5 : 200));
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const lose = Number(values.lose);
const random = seeded(seed);
const WORKERS = 2;
const STALL_MS = 240_000;

const say = (text: string) => process.stderr.write(`${text}\n`);
const ground = await openGround({ lose, seed });
let failed = true;
try {
  say(`seed ${seed}: ${n} contacts, two emails each, ${goal} kills, ${lose * 100} % of answers lost`);
  const input = await ground.within((services) => prepareInput(services, n));
  const began = Date.now();
  const workers = startWorkers(WORKERS, ground.env, ground.directory);
  // Only kills of a worker that was up count; one that hits a start is made up for by another.
  let kills = 0;
  let killedStarting = 0;
  try {
    await workers.ready();
    while (kills < goal) {
      // Somewhere in this kill's share of all mails, and a moment later, so that it is nowhere in particular.
      const mails = Math.floor((2 * n * 0.96 * (kills + random())) / goal);
      await until(`${mails} mails`, STALL_MS, () => ground.taken().accepted >= mails, 5);
      await new Promise((next) => setTimeout(next, random() * 300));
      if ((await workers.kill(random())).up) kills++;
      else killedStarting++;
      if (kills % 20 === 0) say(`${kills} kills, ${ground.taken().accepted} mails`);
    }
    await ground.within(({ db }) => until('rest', STALL_MS, () => atRest(db.sql, input), 500));
  } finally {
    await workers.stop();
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const verdict = await ground.within(({ db }) => audit(db.sql, ground.record, input));
  const { accepted, distinct, duplicates, inDoubt, lost, inDoubtArrived, answersLost, faults } = verdict;
  const inDoubtBound = (kills + killedStarting) * IN_FLIGHT + answersLost;
  const wrong = Object.entries(faults).filter(([, count]) => count !== 0);
  failed =
    duplicates > 0 || lost > 0 || inDoubt > inDoubtBound || wrong.length > 0 || kills < goal || workers.fell() > 0;
  const more = { messages: 2 * n, inDoubtArrived, inDoubtBound, answersLost, killedStarting, fell: workers.fell() };
  process.stdout.write(
    `${JSON.stringify({ n, kills, accepted, distinct, duplicates, inDoubt, lost, seed, ...more, seconds, faults: Object.fromEntries(wrong) })}\n`,
  );
} finally {
  await ground.stop();
  if (failed || values.keep) say(`kept: ${ground.directory}`);
  else rmSync(ground.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
process.exit(failed ? 1 : 0);
