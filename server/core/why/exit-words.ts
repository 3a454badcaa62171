import type { ExitReason } from '../run/state.ts';

/** Why an enrollment was over, as a sentence. */
export const exitSentences: Readonly<Record<ExitReason, string>> = {
  completed: 'The journey was complete here.',
  goal: 'They reached the journey’s goal here.',
  exit_criteria: 'They met one of the journey’s exit criteria.',
  loop_prevented: 'They had been at the next step before, and it may not be entered again: a loop was prevented.',
  already_entered: 'They were to go to another journey, but are or were in it already.',
  moved_to_journey: 'They went on to another journey.',
  step_removed: 'The step they stood at, or were to go to, is no longer in the journey.',
  journey_ended: 'The journey was ended, or the one to go to was not running.',
  guard_refused: 'The guard refused them.',
  date_missing: 'They had no date to wait for, and the wait says to leave then.',
  date_past: 'The date to wait for had passed, and the wait says to leave then.',
  contact_deleted: 'The contact was deleted.',
  poison: 'Something about this contact could not be worked out, so they were set aside for staff; the others went on.',
};

/** What was wrong with a contact set aside, by the code kept. */
export function problemSentence(problem: string | null): string {
  if (problem === 'CONTACT_UNREADABLE')
    return 'Their record cannot be opened: it was altered outside Stepwell, or its key is gone.';
  if (problem === 'WRITE_REFUSED') return 'The database refused to write where they were to go.';
  if (problem === 'BREAKER_OPEN')
    return 'They would have been sent more messages than the drawing allows. Nothing of that was sent.';
  if (problem === 'JOURNEY_HAS_ERRORS') return 'The journey led them round and round without a wait.';
  return problem === null ? 'What it was is not known.' : `The fault was ${problem}.`;
}
