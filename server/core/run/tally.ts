import { z } from 'zod';
import { TRIGGER } from '../graph/model.ts';
import type { Advance } from './advance.ts';

const figures = z.record(z.string(), z.number());

/** Counts, and nothing about anyone: all that is kept of a dry run. */
export const tally = z.strictObject({
  /** Contacts who walked. */
  entered: z.number(),
  /** Per step, and per outlet and reason; here = who stands there at the end for good. */
  steps: z.record(
    z.string(),
    z.strictObject({ entered: z.number(), here: z.number(), passed: figures, exited: figures }),
  ),
  /** Per send step, method (`none` when nothing would go) and reason: how many emails. */
  methods: z.array(
    z.strictObject({ step: z.string(), method: z.string(), state: z.string(), reason: z.string(), n: z.number() }),
  ),
  /** Emails to domains that were never measured, for which the common assumption was taken. */
  assumed: z.number(),
  /** In it already, without a value for the re-entry key, or with a record that cannot be opened: did not walk. */
  left: z.strictObject({ already: z.number(), keyless: z.number(), unreadable: z.number() }),
  /** Times from entering to leaving, milliseconds: the sum and the longest, of those who left. */
  time: z.strictObject({ sum: z.number(), longest: z.number() }),
});
export type Tally = z.infer<typeof tally>;

export function emptyTally(): Tally {
  return {
    entered: 0,
    steps: {},
    methods: [],
    assumed: 0,
    left: { already: 0, keyless: 0, unreadable: 0 },
    time: { sum: 0, longest: 0 },
  };
}

/** One more contact enters. */
export function countEntry(sum: Tally): void {
  sum.entered++;
  at(sum, TRIGGER).entered++;
}

/** What one look at an enrollment came to, by the engine's own counters. */
export function countWalk(sum: Tally, { counts }: Pick<Advance, 'counts'>): void {
  for (const { step, measure } of counts) {
    const [kind, what = ''] = split(measure);
    const figure = at(sum, step);
    if (kind === 'entered') figure.entered++;
    else if (kind === 'passed') add(figure.passed, what);
    else add(figure.exited, what);
  }
}

/** One email, by what would become of it. */
export function countEmail(sum: Tally, email: Omit<Tally['methods'][number], 'n'>): void {
  const { step, method, state, reason } = email;
  const same = sum.methods.find(
    (one) => one.step === step && one.method === method && one.reason === reason && one.state === state,
  );
  if (same) same.n++;
  else sum.methods.push({ step, method, state, reason, n: 1 });
}

/** Who stands where: the difference, as everywhere. Call once, at the end of a batch. */
export function settle(sum: Tally): Tally {
  for (const figure of Object.values(sum.steps)) {
    const gone = total(figure.passed) + total(figure.exited);
    figure.here = figure.entered - gone;
  }
  return sum;
}

function at(sum: Tally, step: string): Tally['steps'][string] {
  return (sum.steps[step] ??= { entered: 0, here: 0, passed: {}, exited: {} });
}

function add(into: Record<string, number>, key: string): void {
  into[key] = (into[key] ?? 0) + 1;
}

function total(of: Record<string, number>): number {
  return Object.values(of).reduce((sum, n) => sum + n, 0);
}

/** `passed:sent` into its two halves; an outlet's name may hold no colon, a reason neither. */
function split(measure: string): [string, string?] {
  const colon = measure.indexOf(':');
  return colon < 0 ? [measure] : [measure.slice(0, colon), measure.slice(colon + 1)];
}
