import type { Bench } from './bench.ts';
import { round } from './quantile.ts';
import { type Round, walkRun } from './walk-run.ts';

const N = 1_000_000;
/** The size its cost and its memory are held against, and how often: one round is over in less than a second. */
const FEW = 10_000;
/** Batches at once in each of those rounds: also what one at a time comes to. */
const FEW_HANDS = [2, 1, 2, 1, 2, 1, 2];

/**
 * Contacts per second through a whole journey, every visit recorded, against a bare loop that claims, updates and logs
 * as many rows; and whether a contact among many costs what it costs among few.
 */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const few = await walkRun({ size: Math.min(FEW, n), rounds: FEW_HANDS.length, hands: FEW_HANDS, raw: true }, say);
  const [many] = (await walkRun({ size: n, rounds: 1, raw: true }, say)) as [Round];
  const fewTwo = few.filter((round) => round.hands === many.hands);
  const fewOne = few.filter((round) => round.hands === 1);
  const size = Math.min(FEW, n);
  const eachFew = sum(fewTwo, 'walkMs') / (fewTwo.length * size);
  const maxRssFew = few.at(-1)!.maxRssMb;
  return {
    ratio: round(many.rawMs / many.walkMs),
    n,
    perSecond: Math.round(n / (many.walkMs / 1000)),
    against:
      'a bare loop that claims 1,000 rows, updates them by unnest and inserts as many visit rows, by turns in the same database; at least 0.5',
    rawPerSecond: Math.round(n / (many.rawMs / 1000)),
    visits: many.visits,
    visitsPerSecond: Math.round(many.visits / (many.walkMs / 1000)),
    ratioOneBatchAtATime: round(sum(fewOne, 'rawMs') / sum(fewOne, 'walkMs')),
    statements: many.statements,
    statementsPerStep: Number((many.statements / many.visits).toPrecision(3)),
    usPerContact: round((many.walkMs * 1000) / n),
    usPerContactOfFew: round(eachFew * 1000),
    few: size,
    linear: round(many.walkMs / n / eachFew),
    /** The same, in units of the bare loop of each run: what the machine did besides falls out. */
    linearByRaw: round(many.walkMs / many.rawMs / (sum(fewTwo, 'walkMs') / sum(fewTwo, 'rawMs'))),
    rssMb: many.maxRssMb,
    rssMbOfFew: maxRssFew,
    memory: round(many.maxRssMb / maxRssFew),
    enrolledPerSecond: Math.round(n / (many.enrollMs / 1000)),
  };
};

function sum(rounds: readonly Round[], what: 'walkMs' | 'rawMs'): number {
  return rounds.reduce((total, one) => total + one[what], 0);
}
