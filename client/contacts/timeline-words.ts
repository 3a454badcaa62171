import { MOVED, SKIPPED } from '../../server/core/run/advance.ts';

const EVENTS: Readonly<Record<string, string>> = {
  open: 'Opened the email',
  click: 'Clicked',
  bounce: 'The email came back',
  portal_read: 'Read in the portal',
  reply: 'Replied',
  unsubscribe: 'Unsubscribed by the email',
  delayed: 'A delay was reported for the email',
  confirmed: 'Delivery was confirmed for the email',
  auto_reply: 'An automatic reply came to the email',
  complaint: 'Reported as unwanted, the email',
};

/** An event in words. `what` is a custom event's name. */
export function eventWords(kind: string | null, what: string | null): string {
  if (kind === 'custom') return `Event “${what ?? ''}”`;
  return EVENTS[kind ?? ''] ?? `${kind ?? 'Something'} happened`;
}

const EXITS: Readonly<Record<string, string>> = {
  completed: 'Completed',
  goal: 'Reached the goal of',
  exit_criteria: 'Left by its exit criteria:',
  loop_prevented: 'Completed, a loop being prevented:',
  already_entered: 'Was in the journey already:',
  moved_to_journey: 'Moved on to another journey from',
  step_removed: 'Left, its step being removed:',
  journey_ended: 'Left, the journey being ended:',
  guard_refused: 'Left, the guard refusing:',
  date_missing: 'Left, a date being missing:',
  poison: 'Was set aside for staff in',
};

/** Why an enrollment is over, in words that the journey's name can follow. */
export function exitWords(reason: string | null): string {
  return EXITS[reason ?? ''] ?? 'Left';
}

const STATES: Readonly<Record<string, string>> = {
  queued: 'is waiting to go',
  claimed: 'is going out',
  sealed: 'is going out',
  dot: 'is going out',
  sent: 'was delivered',
  deferred: 'will be tried again',
  bounced: 'came back',
  dropped: 'was dropped by policy',
  held: 'is held for staff',
  failed: 'failed',
  in_doubt: 'may or may not have arrived',
  refused: 'was not sent',
};

const METHODS: Readonly<Record<string, string>> = {
  tls: ' by TLS',
  smime: ' as S/MIME',
  pgp: ' as PGP',
  portal: ' to the portal',
};

/** What became of an email. */
export function stateWords(state: string | null, method: string | null): string {
  const way = state === 'sent' ? (METHODS[method ?? ''] ?? '') : '';
  return `${STATES[state ?? ''] ?? 'exists'}${way}`;
}

/** How a step was left, before its name. */
export function passedWords(outlet: string | null): string {
  if (outlet === MOVED) return 'Moved by a new version from';
  return outlet === SKIPPED ? 'Sent on by a new version past' : 'Passed';
}

/** Which way, after its name; nothing where there was only one. */
export function outletWords(outlet: string | null): string {
  const plain = outlet === null || outlet === 'done' || outlet === 'sent' || outlet === MOVED || outlet === SKIPPED;
  return plain ? '' : ` by “${outlet}”`;
}

const CASE: Readonly<Record<string, string>> = {
  open: 'A case was opened for',
  assign: 'The case was given to someone:',
  'confirm-address': 'The address was confirmed for',
  resend: 'Sent once more, by a person:',
  'resend-delivered': 'The resend was accepted:',
  'resend-failed': 'The resend came back too:',
  'original-delivered': 'It was delivered after all:',
  'arrange-alternative': 'Another way was arranged for',
  close: 'The case was closed:',
  'watch-over': 'The case was closed, nothing having come back:',
};

const CHANNELS: Readonly<Record<string, string>> = {
  phone: ' by phone',
  post: ' by post',
  in_person: ' in person',
  portal: ' through the portal',
  other: ' otherwise',
};

/** What was done in a case, in words that the email's name can follow. */
export function caseWords(action: string | null, channel: string | null): string {
  const words = CASE[action ?? ''] ?? 'Something was done in the case of';
  const way = CHANNELS[channel ?? ''] ?? '';
  return way ? words.replace(/( for)$/, `${way}$1`) : words;
}
