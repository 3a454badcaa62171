import { HANDS } from '#engine/walker.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { readCounts } from '#store/counts/read.ts';
import { type Contact, type Ground, makeContacts, onGround, settle } from './ground.ts';
import { makeRawItems, rawBatch, wakeRawItems } from './raw-loop.ts';
import { LEFT, enrollAll, publishWalk } from './walk-journey.ts';
import { type WorkerProcess, startWorker } from './worker-process.ts';

const DAYS = 86_400_000;

export interface WalkRun {
  /** Contacts, and how many times over. */
  size: number;
  rounds: number;
  /** Batches under way at once, by round; the walker's own number when left out. */
  hands?: readonly number[];
  /** Also run the bare loop, by turns. */
  raw: boolean;
}

/** One round: all contacts once through the journey, and as many items through the bare loop. */
export interface Round {
  hands: number;
  walkMs: number;
  rawMs: number;
  statements: number;
  visits: number;
  enrollMs: number;
  maxRssMb: number;
}

/** Walks `size` contacts from entry to end, in a database and a worker process of their own, `rounds` times. */
export async function walkRun({ size, rounds, hands, raw }: WalkRun, say: (line: string) => void): Promise<Round[]> {
  return onGround(async (ground) => {
    say(`${size} contacts …`);
    const contacts = await makeContacts(ground, size);
    const worker = startWorker(ground);
    try {
      const done: Round[] = [];
      for (let i = 0; i < rounds; i++)
        done.push(await round(ground, worker, contacts, hands?.[i] ?? HANDS, raw, `Walk ${i}`, say));
      return done;
    } finally {
      await worker.stop();
    }
  });
}

async function round(
  ground: Ground,
  worker: WorkerProcess,
  contacts: readonly Contact[],
  hands: number,
  raw: boolean,
  name: string,
  say: (line: string) => void,
): Promise<Round> {
  const { db } = ground;
  const n = contacts.length;
  const turn = Math.max(20_000, Math.ceil(n / 20));
  const spent: Round = { hands, walkMs: 0, rawMs: 0, statements: 0, visits: 0, enrollMs: 0, maxRssMb: 0 };
  await db.sql`truncate enrollments, visits, segment_members, step_counts`;
  const journeyId = await publishWalk(db, name);
  spent.enrollMs = await timed(() => enrollAll(db, journeyId, contacts));
  if (raw) await makeRawItems(db, n);

  // Turn and turn about, so that whatever else the machine does meets both alike.
  const phase = async (to: string, logs: number) => {
    await settle(ground);
    for (let busy = true; busy;) {
      const walked = await worker.walk({ atLeast: turn, hands });
      spent.walkMs += walked.ms;
      spent.statements += walked.statements;
      spent.maxRssMb = walked.maxRssMb;
      let moved = 0;
      if (raw)
        spent.rawMs += await timed(async () => {
          for (let more = 1; more > 0 && moved < turn; moved += more) more = await rawBatch(db, to, logs);
        });
      busy = walked.claimed > 0 || moved > 0;
    }
    say(`to ${to}, ${hands} at once: walk ${us(spent.walkMs, n)}, bare loop ${us(spent.rawMs, n)}`);
  };
  await phase('rest', LEFT.before);
  await advanceClock(db.sql, 4 * DAYS);
  if (raw) await wakeRawItems(db);
  await phase('end', LEFT.after);

  const counts = await readCounts(db.sql, journeyId);
  if (counts['done']?.exited['completed'] !== n)
    throw new Error('Not everyone arrived; the figure would be of something else.');
  const [log] = await db.sql<{ n: number }[]>`select count(*)::int as n from visits`;
  spent.visits = log!.n;
  if (raw) {
    const [rawLog] = await db.sql<{ n: number }[]>`select count(*)::int as n from raw_log`;
    if (rawLog!.n !== spent.visits) throw new Error('The bare loop logged another number of rows.');
    await db.sql`drop table raw, raw_log`;
  }
  return spent;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function us(ms: number, n: number): string {
  return `${((ms * 1000) / n).toFixed(1)} µs each so far`;
}
