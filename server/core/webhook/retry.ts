/** What an attempt came to. `problem`: why there was no answer. */
export type AttemptResult =
  | { kind: 'answer'; status: number; retryAfterMs: number | null }
  | { kind: 'fault'; problem: WebhookProblem };

/** Why a delivery failed without an answer; a closed set of codes, shown beside the delivery. */
export const webhookProblems = [
  'no_endpoint',
  'address_refused',
  'https_required',
  'unreachable',
  'tls',
  'timed_out',
  'fault',
] as const;
export type WebhookProblem = (typeof webhookProblems)[number];

/** What becomes of a delivery after an attempt. */
export type WebhookVerdict = { state: 'delivered' } | { state: 'failed' } | { state: 'queued'; inMs: number };

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Milliseconds to wait after attempt 1, 2, …: about nine hours in all. After the last one it has failed. */
const DELAYS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 2 * HOUR, 6 * HOUR];
export const MOST_ATTEMPTS = DELAYS.length + 1;
const LONGEST_RETRY_AFTER = 6 * HOUR;

/** The server asks us to come back, or the answer says nothing of the message itself. */
const PASSING = new Set([408, 421, 425, 429]);
const LASTING: ReadonlySet<WebhookProblem> = new Set(['no_endpoint', 'address_refused', 'https_required']);

/**
 * Success is any 2xx. Other answers below 500 are final (a redirect is not followed; the same body will be refused
 * again), but for those that ask to come back; faults of the server or the way there are tried again, a little spread
 * so that those who failed together do not come back together.
 * @param attempt from 1. @param chance 0 to 1: spreads the delay from 80 % to 120 %.
 */
export function judgeAttempt(result: AttemptResult, attempt: number, chance: number): WebhookVerdict {
  if (result.kind === 'answer' && result.status >= 200 && result.status < 300) return { state: 'delivered' };
  if (isLasting(result)) return { state: 'failed' };
  const delay = DELAYS[attempt - 1];
  if (delay === undefined) return { state: 'failed' };
  const asked = result.kind === 'answer' ? Math.min(result.retryAfterMs ?? 0, LONGEST_RETRY_AFTER) : 0;
  return { state: 'queued', inMs: Math.round(Math.max(delay * (0.8 + 0.4 * chance), asked)) };
}

function isLasting(result: AttemptResult): boolean {
  if (result.kind === 'fault') return LASTING.has(result.problem);
  return result.status < 500 && !PASSING.has(result.status);
}
