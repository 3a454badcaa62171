import { MOVED, SKIPPED } from '../../server/core/run/advance.ts';

/** People per step: entered = here + passed + exited, always. */
export interface StepCounts {
  entered: number;
  here: number;
  /** By outlet. */
  passed: Readonly<Record<string, number>>;
  /** By reason. */
  exited: Readonly<Record<string, number>>;
}

export type JourneyCounts = Readonly<Record<string, StepCounts>>;

/** Reasons that are the way a journey is meant to end: no drop-off. */
const INTENDED = new Set(['completed', 'goal', 'moved_to_journey']);

/** A step that loses more than this share of who entered it is drawn in red. */
export const DROP_THRESHOLD = 0.1;

export const sumOf = (figures: Readonly<Record<string, number>>): number =>
  Object.values(figures).reduce((sum, one) => sum + one, 0);

export const passedOf = (counts: StepCounts): number => sumOf(counts.passed);

/** People who left the journey here without it being meant. */
export function droppedOf(counts: StepCounts): number {
  return Object.entries(counts.exited).reduce((sum, [reason, n]) => (INTENDED.has(reason) ? sum : sum + n), 0);
}

/** People whose journey came to its meant end here: at an End, or at an outlet that leads nowhere. */
export const finishedOf = (counts: StepCounts): number => sumOf(counts.exited) - droppedOf(counts);

/** Share of who entered that dropped off, 0 to 1. */
export function dropShare(counts: StepCounts): number {
  return counts.entered === 0 ? 0 : droppedOf(counts) / counts.entered;
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const full = new Intl.NumberFormat('en');

export const shortNumber = (n: number): string => compact.format(n);
export const wholeNumber = (n: number): string => full.format(n);

export function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 0.1) return '<0.1%';
  return `${value >= 10 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)}%`;
}

const WORDS: Readonly<Record<string, string>> = {
  completed: 'Finished',
  goal: 'Reached the goal',
  exit_criteria: 'Met an exit criterion',
  loop_prevented: 'Would have gone round again',
  already_entered: 'Was already in the other journey',
  moved_to_journey: 'Went on to another journey',
  step_removed: 'The step was removed',
  journey_ended: 'The journey was ended',
  guard_refused: 'No longer in the segment of the guard',
  date_missing: 'Had no date, or it had passed',
  contact_deleted: 'Contact deleted',
  poison: 'Set aside after an error',
};

/** Why people left, in words. */
export const reasonWords = (reason: string): string => WORDS[reason] ?? reason.replaceAll('_', ' ');

/** How people passed a step, where its own outlets have no word for it. */
export function passedWords(outlet: string): string {
  if (outlet === MOVED) return 'Moved by a new version';
  return outlet === SKIPPED ? 'Sent on by a new version' : outlet;
}
