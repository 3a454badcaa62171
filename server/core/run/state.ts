/** Where an enrollment stands. Times are epoch milliseconds. */
export interface Standing {
  enrollmentId: string;
  contactId: string;
  lane: number;
  journeyId: string;
  entryKey: string;
  /** The step it stands at; `trigger` before the first. */
  step: string;
  /**
   * How many times each step was entered, this visit included: refuses loops, stable across restarts. Besides, by keys that no step
   * can have (they hold a `>`): outlets a step keeps to, and up to where waits have heard of something (Walk.hear).
   */
  visits: Readonly<Record<string, number>>;
  /** Ordinal of the current visit at `step`, from 1. */
  visit: number;
  state: EnrollmentState;
  dueAt: number | null;
  waitingFor: readonly string[];
  /** When the current step was entered; a timeout and "relative to now" count from it. */
  enteredStepAt: number;
  enteredAt: number;
  exitReason: ExitReason | null;
}

export type EnrollmentState = 'active' | 'waiting' | 'completed' | 'exited' | 'failed';

/** Why an enrollment is over. `completed` states come from End steps, the others from the engine. */
export const exitReasons = [
  'completed',
  'goal',
  'exit_criteria',
  'loop_prevented',
  'already_entered',
  'moved_to_journey',
  'step_removed',
  'journey_ended',
  'guard_refused',
  'date_missing',
  'date_past',
  'contact_deleted',
  'poison',
] as const;
export type ExitReason = (typeof exitReasons)[number];

/** Why the walk looks at an enrollment now. */
export type Wake =
  | { kind: 'start' }
  | { kind: 'due' }
  /** Something it waited for happened; `key` is one of `waitingFor`. */
  | {
      kind: 'event';
      key: string;
      at: number;
      link?: string;
      name?: string;
      /** Of a custom event: when we heard of it. Of a change: the contact's revision it replaced. See StepContext.heardUpTo. */
      mark?: number;
    }
  /** An attribute changed or a newer version changed the wait: work the due time out again. */
  | { kind: 'reconsider' };
