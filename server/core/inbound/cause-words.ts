import type { BounceCause } from './report.ts';

const WORDS: Readonly<Record<BounceCause, string>> = {
  'unknown-address': 'there is no such mailbox',
  'unknown-domain': 'there is no such domain',
  moved: 'the recipient has moved',
  'no-mail-accepted': 'the domain takes no mail',
  'mailbox-disabled': 'the mailbox is closed',
  'mailbox-full': 'the mailbox is full',
  'too-large': 'it is too large',
  policy: 'the server refuses it by its policy',
  content: 'the server refuses what is in it',
  sender: 'the server refuses its sender',
  'not-compliant': 'the server finds it ill formed',
  rate: 'the server was sent too much at once',
  expired: 'the server gave up trying',
  network: 'the server could not be reached',
  system: 'the server had a fault of its own',
  filtered: 'a filter refused it',
  other: 'the server gave no plain reason',
};

/** Why it came back, to stand after a colon. */
export function bounceCauseWords(cause: string): string {
  return Object.hasOwn(WORDS, cause) ? WORDS[cause as BounceCause] : cause;
}
