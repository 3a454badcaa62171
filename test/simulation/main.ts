import { parseArgs } from 'node:util';
import { type Fault, faults } from './faults.ts';
import { simulateSeed } from './run.ts';

/**
 * npm run simulate -- --seeds N [--from S]: lives through N plans, the seeds from S on; --seed N replays one. A seed
 * that fails is printed, and replays the same way. --fault NAME plants a fault in the stores, to see it found.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    fault: { type: 'string' },
    most: { type: 'string', default: '10' },
  },
});
const fault = values.fault === undefined ? null : faultOf(values.fault);
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const began = performance.now();
const failed: number[] = [];
const sum = { moves: 0, kills: 0, points: 0 };
for (let seed = first; seed < first + count && failed.length < Number(values.most); seed++) {
  try {
    const { moves, kills, points } = await simulateSeed(seed, fault);
    sum.moves += moves;
    sum.kills += kills;
    sum.points += points;
  } catch (error) {
    failed.push(seed);
    process.stderr.write(`${error instanceof Error ? error.message : 'unknown'}\n`);
    if (values.seed !== undefined && error instanceof Error && error.cause instanceof Error)
      process.stderr.write(`${error.cause.stack}\n`);
  }
}
const ms = Math.round(performance.now() - began);
process.stdout.write(`${JSON.stringify({ seeds: count, failed, ...sum, ms })}\n`);
process.exit(failed.length > 0 ? 1 : 0);

function faultOf(name: string): Fault {
  const known = Object.keys(faults).find((one): one is Fault => one === name);
  if (!known) throw new Error(`There is no fault ${name}. Faults: ${Object.keys(faults).join(', ')}.`);
  return known;
}
