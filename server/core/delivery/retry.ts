/** How far a session had come when the server answered. `dot`: the whole message had been given. */
export type Phase = 'connect' | 'ehlo' | 'starttls' | 'mail' | 'rcpt' | 'data' | 'dot';

/** What an SMTP answer means for the message (delivery.md, "When it goes wrong"). */
export type ReplyOutcome =
  | 'accepted'
  /** Try again later, with the whole gate again; the method may change. */
  | 'retry'
  /** This host will not do: the next MX under the same gate. */
  | 'next-mx'
  /** Never again to this address: suppress it. */
  | 'hard-bounce'
  | 'fail'
  /** Too large for the mailbox: the portal can hold it. */
  | 'portal'
  /** Nobody knows whether it was taken: never sent again by itself. */
  | 'in-doubt';

export interface ReplyClass {
  outcome: ReplyOutcome;
  /** For the case and the figures. */
  cause:
    | 'none'
    | 'temporary'
    | 'tls'
    | 'unknown-address'
    | 'mailbox-disabled'
    | 'mailbox-full'
    | 'too-large'
    | 'policy'
    | 'other';
}

/**
 * Judges the last answer. `code` null: the connection was lost, or what came was no answer. `enhanced` is the RFC 3463 code
 * such as `5.1.1`, null when there was none. Only 5.1.x and 5.2.1 at RCPT suppress: a bare 550 may as well be policy.
 */
export function classifyReply(code: number | null, enhanced: string | null, phase: Phase): ReplyClass {
  if (code === null || code < 200 || code > 599)
    return phase === 'dot' ? { outcome: 'in-doubt', cause: 'none' } : { outcome: 'retry', cause: 'temporary' };
  if (code < 300) return { outcome: 'accepted', cause: 'none' };
  // After the dot only a final answer is one; anything odd leaves the fate of the message open.
  if (code < 400) return { outcome: phase === 'dot' ? 'in-doubt' : 'retry', cause: 'temporary' };
  if (phase === 'starttls') return { outcome: 'next-mx', cause: 'tls' };
  if (code < 500) return { outcome: 'retry', cause: 'temporary' };
  if (phase === 'connect' || phase === 'ehlo') return { outcome: 'next-mx', cause: 'policy' };
  if (isTooLarge(code, enhanced, phase)) return { outcome: 'portal', cause: 'too-large' };
  if (phase === 'rcpt') return atRecipient(enhanced);
  return { outcome: 'fail', cause: causeOf(enhanced) };
}

function atRecipient(enhanced: string | null): ReplyClass {
  const cause = causeOf(enhanced);
  const gone = cause === 'unknown-address' || cause === 'mailbox-disabled';
  return { outcome: gone ? 'hard-bounce' : 'fail', cause };
}

function isTooLarge(code: number, enhanced: string | null, phase: Phase): boolean {
  if (enhanced === '5.3.4' || enhanced === '5.2.3') return true;
  // 552 is "exceeded storage allocation": of the message when the message is spoken of, of the mailbox at RCPT.
  return code === 552 && phase !== 'rcpt' && enhanced === null;
}

function causeOf(enhanced: string | null): ReplyClass['cause'] {
  if (enhanced === null) return 'other';
  if (/^5\.1\.\d{1,3}$/.test(enhanced)) return 'unknown-address';
  if (enhanced === '5.2.1') return 'mailbox-disabled';
  if (enhanced === '5.2.2') return 'mailbox-full';
  return enhanced.startsWith('5.7.') ? 'policy' : 'other';
}

/** What went wrong with an attempt, before or besides an SMTP answer. */
export type AttemptProblem =
  /** DNS time-out or SERVFAIL: nothing is known about the domain. */
  | 'dns'
  /** Connect refused or timed out on every MX. */
  | 'connect'
  /** No MX passed the gate. */
  | 'tls'
  /** A 4xx answer, or the connection was lost before the dot. */
  | 'temporary'
  /** Sealing to the chosen key failed. */
  | 'seal'
  /** The evidence row could not be stored. */
  | 'evidence';

export type NextAttempt =
  | { kind: 'retry'; at: number }
  /** Ask the table again at once, with what is known now. */
  | { kind: 'choose-again'; without: 'tls' | 'key' }
  | { kind: 'hold'; reason: 'NO_EVIDENCE' }
  | { kind: 'fail'; reason: 'EXPIRED' };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Delays before the second, third … attempt; the last one repeats. */
const ladder = [1, 5, 15, 30, 60, 120, 240, 360].map((minutes) => minutes * MINUTE);

/** How long mail is tried for, from its first attempt. */
export const MAIL_DEADLINE = 72 * HOUR;
/** How long a silent DNS is waited for before TLS to that domain counts as impossible. */
export const DNS_DEADLINE = 4 * HOUR;

/**
 * What to do after an attempt that got no final answer. `attempts` counts those made, this one included; `firstAt` is when the
 * first was made; `jitter` in [0, 1) spreads the retries over ±20 %.
 */
export function nextAttempt(facts: {
  problem: AttemptProblem;
  attempts: number;
  firstAt: number;
  now: number;
  jitter: number;
}): NextAttempt {
  const { problem, firstAt, now } = facts;
  switch (problem) {
    case 'evidence':
      return { kind: 'hold', reason: 'NO_EVIDENCE' };
    case 'seal':
      return { kind: 'choose-again', without: 'key' };
    case 'tls':
      return { kind: 'choose-again', without: 'tls' };
    case 'dns':
      return now - firstAt >= DNS_DEADLINE ? { kind: 'choose-again', without: 'tls' } : retry(facts, DNS_DEADLINE);
    case 'connect':
    case 'temporary':
      return now - firstAt >= MAIL_DEADLINE ? { kind: 'fail', reason: 'EXPIRED' } : retry(facts, MAIL_DEADLINE);
    default:
      return problem satisfies never;
  }
}

/** The last try is made at the deadline, not after it. */
function retry(
  facts: { attempts: number; firstAt: number; now: number; jitter: number },
  deadline: number,
): NextAttempt {
  const delay = ladder[Math.min(Math.max(facts.attempts, 1), ladder.length) - 1]!;
  const spread = Math.round(delay * (0.8 + 0.4 * facts.jitter));
  return { kind: 'retry', at: Math.min(facts.now + spread, facts.firstAt + deadline) };
}
