const REASONS: Readonly<Record<string, string>> = {
  JOURNEY_FILE_INVALID: 'a step of it cannot be used',
  SEGMENT_INVALID: 'a rule in it names something that is not there',
  BREAKER_OPEN: 'it was about to send more than its drawing allows',
};

/** Why a journey stands still, as the end of a sentence. `reason`: a code of the engine's; null when a person paused it. */
export function pauseWords(reason: string | null): string {
  if (reason === null) return 'someone paused it.';
  return `${REASONS[reason] ?? reason.toLowerCase().replaceAll('_', ' ')}.`;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  config: 'its settings are not valid',
  'unknown-type': 'this Stepwell has no such kind of step',
  newer: 'a newer Stepwell wrote its settings',
  upgrade: 'its settings are too old to be understood',
  'duplicate-id': 'two steps have its id',
  'dangling-edge': 'an edge leads to or from it, but it is not there',
  'two-edges': 'two edges leave one of its outlets',
  plan: 'what it decided about people cannot be read',
  shape: 'it is not written as a journey is',
};

/** What is wrong with a step or a version, as the end of a sentence. `at`: the setting. */
export function faultWords(problem: string, at: string | null): string {
  return `${PROBLEMS[problem] ?? problem}${at ? ` (${at})` : ''}.`;
}
