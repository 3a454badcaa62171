import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { atRest, audit } from './audit.ts';
import { type Ground, openGround } from './ground.ts';
import { IN_FLIGHT, prepareInput } from './input.ts';
import { seeded } from '#test/support/random.ts';
import { until } from './until.ts';
import { startWorkers } from './workers.ts';

/**
 * Proves that losing the database loses nothing, sends nothing twice and stops nothing for long: two workers send two
 * emails to each of `n` contacts while PostgreSQL, at random instants, is stopped as by a crash (`-m immediate`) and
 * started again. The workers are never restarted. From the moment the database takes connections again until the next
 * mail is taken may last ten seconds.
 */
const { values } = parseArgs({
  options: {
    n: { type: 'string' },
    stops: { type: 'string' },
    seed: { type: 'string' },
    lose: { type: 'string', default: '0.02' },
    short: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const n = Number(values.n ?? (values.short ? 400 : 20_000));
const goal = Number(values.stops ?? (values.short ? 3 : 20));
const seed = Number(values.seed ?? randomInt(1, 2 ** 31));
const lose = Number(values.lose);
const random = seeded(seed);
const WORKERS = 2;
const STALL_MS = 240_000;
const RESUME_MS = 10_000;

const say = (text: string) => process.stderr.write(`${text}\n`);
const ground = await openGround({ lose, seed });
let failed = true;
try {
  say(
    `seed ${seed}: ${n} contacts, two emails each, PostgreSQL stopped ${goal} times, ${lose * 100} % of answers lost`,
  );
  const input = await ground.within((services) => prepareInput(services, n));
  const began = Date.now();
  const workers = startWorkers(WORKERS, ground.env, ground.directory);
  const resumes: number[] = [];
  try {
    await workers.ready();
    while (resumes.length < goal) {
      const mails = Math.floor((2 * n * 0.9 * (resumes.length + random())) / goal);
      await until(`${mails} mails`, STALL_MS, () => ground.taken().accepted >= mails, 5);
      await new Promise((next) => setTimeout(next, random() * 300));
      // Up to three seconds without: long enough for whoever tries again to have lost patience.
      resumes.push(await outage(ground, random() * 3_000));
      say(`stop ${resumes.length}: mail again after ${resumes.at(-1)} ms`);
    }
    await ground.within(({ db }) => until('rest', STALL_MS, () => atRest(db.sql, input), 500));
  } finally {
    await workers.stop();
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  const verdict = await ground.within(({ db }) => audit(db.sql, ground.record, input));
  const { accepted, distinct, duplicates, inDoubt, lost, inDoubtArrived, answersLost, faults } = verdict;
  const kills = resumes.length;
  const inDoubtBound = kills * WORKERS * IN_FLIGHT + answersLost;
  const resumeMs = Math.max(...resumes);
  const wrong = Object.entries(faults).filter(([, count]) => count !== 0);
  const short = duplicates > 0 || lost > 0 || inDoubt > inDoubtBound || wrong.length > 0;
  failed = short || resumeMs > RESUME_MS || workers.fell() > 0;
  const more = { messages: 2 * n, inDoubtArrived, inDoubtBound, answersLost, resumeMs, fell: workers.fell(), seconds };
  process.stdout.write(
    `${JSON.stringify({ n, kills, accepted, distinct, duplicates, inDoubt, lost, seed, ...more, faults: Object.fromEntries(wrong) })}\n`,
  );
} finally {
  await ground.stop();
  if (failed || values.keep) say(`kept: ${ground.directory}`);
  else rmSync(ground.directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 500 });
}
process.exit(failed ? 1 : 0);

/** Crashes the database and starts it again after `ms`. @returns milliseconds from its being back to the next mail. */
async function outage({ postgres, nextTaken }: Ground, ms: number): Promise<number> {
  await postgres.stopImmediately();
  await new Promise((next) => setTimeout(next, ms));
  await postgres.start();
  const back = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('no mail was taken after the database was back')), STALL_MS);
  });
  await Promise.race([nextTaken(), patience]);
  clearTimeout(timer);
  return Math.round(performance.now() - back);
}
