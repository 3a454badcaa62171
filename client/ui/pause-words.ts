import { stoppedWords } from '../../server/core/watch/words.ts';

/** Why a journey stands still. `reason`: a code of the engine's; null when a person paused it. */
export function pauseWords(reason: string | null): string {
  return reason === null ? 'Someone paused it.' : `Stopped by Stepwell. ${stoppedWords(reason)}`;
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
