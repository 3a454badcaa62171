import type { Bench } from './bench.ts';
import { round } from './quantile.ts';
import { walkRun } from './walk-run.ts';

const N = 100_000;
const SMALLER = 10;

/** The most memory a worker of its own ever held while it walked n contacts, against a tenth of them, some times over. */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const size = Math.ceil(n / SMALLER);
  const few = (await walkRun({ size, rounds: SMALLER / 2, raw: false }, say)).at(-1)!;
  const many = (await walkRun({ size: n, rounds: 1, raw: false }, say))[0]!;
  return {
    ratio: round(many.maxRssMb / few.maxRssMb),
    n,
    perSecond: Math.round(n / (many.walkMs / 1000)),
    against: `the same worker walking ${size} contacts, ${SMALLER / 2} times; at most 1.15`,
    rssMb: many.maxRssMb,
    againstRssMb: few.maxRssMb,
  };
};
