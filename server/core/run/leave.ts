import { TRIGGER } from '../graph/model.ts';
import type { Advance } from './advance.ts';
import type { EnrollmentState, ExitReason, Standing } from './state.ts';

/** Ends an enrollment where it stands: for the engine's own reasons (poison, a deleted contact, an ended journey). */
export function leave(standing: Standing, reason: ExitReason, now: number): Advance {
  const left: Advance = { standing: { ...standing }, visits: [], commands: [], counts: [] };
  end(left, reason, now);
  return left;
}

/** The go-to this walk ended with was refused: it ends at the same step for another reason, and enters nothing. */
export function refuseEntry(walked: Advance, reason: ExitReason, now: number): Advance {
  const left = leave({ ...walked.standing, state: 'active', exitReason: null }, reason, now);
  return {
    standing: left.standing,
    commands: walked.commands.filter(({ kind }) => kind !== 'enter-journey'),
    visits: [...walked.visits.slice(0, -1), ...left.visits],
    counts: [...walked.counts.slice(0, -1), ...left.counts],
  };
}

/** Ends the walk being put together in `advance`, at the step it has come to. */
export function end(advance: Advance, reason: ExitReason, now: number): void {
  const { standing, visits, counts } = advance;
  const { step, visit, enteredStepAt } = standing;
  counts.push({ step, measure: `exited:${reason}` });
  if (step !== TRIGGER) visits.push({ step, visit, enteredAt: enteredStepAt, leftAt: now, outlet: `exit:${reason}` });
  standing.state = states[reason];
  standing.exitReason = reason;
  standing.dueAt = null;
  standing.waitingFor = [];
}

/** What an enrollment is called once it is over for this reason. */
const states: Record<ExitReason, EnrollmentState> = {
  completed: 'completed',
  goal: 'completed',
  loop_prevented: 'completed',
  already_entered: 'completed',
  moved_to_journey: 'completed',
  exit_criteria: 'exited',
  step_removed: 'exited',
  journey_ended: 'exited',
  guard_refused: 'exited',
  date_missing: 'exited',
  date_past: 'exited',
  contact_deleted: 'exited',
  poison: 'failed',
};
