import type { BounceCause, RecipientOutcome } from './report.ts';

/** What is known of the message a report speaks of. Times are epoch milliseconds. */
export interface ReportedMessage {
  state: string;
  /** Its last dot went out then; null when none ever did. */
  dotAt: number | null;
  /** It was in doubt, and a person had it sent once more: a report may be about the first. */
  resent: boolean;
}

export type BounceEffect =
  /** It came back. `suppress`: the address is given up for good. `code`: RFC 3463, always of class 5. */
  | { do: 'bounced'; code: string; cause: BounceCause; suppress: boolean }
  /** The server still tries, or says that it was delivered: noted, and nothing else. */
  | { do: 'note'; what: 'delayed' | 'delivered'; code: string }
  /** Known already. The address may still be given up: a full mailbox first, then a report that it does not exist. */
  | { do: 'nothing'; why: 'known'; code: string; suppress: boolean }
  | { do: 'keep'; problem: 'never-sent' | 'too-old' }
  /** The worker that sent it has not heard the server's answer yet: look again in a moment. */
  | { do: 'later' };

const DAY = 86_400_000;
/** Servers give up after five days; what comes later than this says nothing about the address today. */
export const REPORT_DAYS = 30;

/**
 * What a delivery report brings about. Only for reports whose address proves the message. A final failure is final
 * whatever class its status is of: `failed` with 4.4.7 is a server that gave up.
 */
export function decideBounce(message: ReportedMessage, told: RecipientOutcome, now: number): BounceEffect {
  const { state, dotAt, resent } = message;
  if (dotAt === null) return { do: 'keep', problem: 'never-sent' };
  if (now - dotAt > REPORT_DAYS * DAY) return { do: 'keep', problem: 'too-old' };
  // An earlier attempt got no answer and was made again: what is on its way now is not judged by what became of it.
  const moving = state === 'dot' || state === 'claimed' || state === 'sealed';
  if (moving && !resent) return { do: 'later' };
  if (told.action !== 'failed') {
    return { do: 'note', what: told.action, code: told.status };
  }
  const code = finalStatus(told.status);
  const suppress = givesUp({ ...told, status: code });
  if (state === 'sent' || state === 'in_doubt') return { do: 'bounced', code, cause: told.cause, suppress };
  return { do: 'nothing', why: 'known', code, suppress };
}

/** Only the address itself, or a mailbox that is closed: 5.1.x (but not the sender's, 5.1.7 and 5.1.8) and 5.2.1. */
export function givesUp({ status, cause }: Pick<RecipientOutcome, 'status' | 'cause'>): boolean {
  return /^5\.(1\.([0-6]|10)|2\.1)$/.test(status) && ABOUT_ADDRESS.has(cause);
}

const ABOUT_ADDRESS = new Set<BounceCause>([
  'unknown-address',
  'unknown-domain',
  'moved',
  'no-mail-accepted',
  'mailbox-disabled',
]);

function finalStatus(status: string): string {
  return status.startsWith('4.') ? `5${status.slice(1)}` : status;
}

/**
 * Of a report's recipients, the one it is to be judged by: the address we sent to, when it is named. A report about
 * another address is of a forwarding behind it; that is no reason to give up the one we know.
 * @param address normalised; null when the contact has none any more
 */
export function outcomeFor(recipients: readonly RecipientOutcome[], address: string | null): RecipientOutcome | null {
  const own = recipients.filter((one) => one.address === null || one.address.toLowerCase() === address);
  const worst = (of: readonly RecipientOutcome[]) => of.toSorted((a, b) => weight(b) - weight(a))[0] ?? null;
  if (own.length > 0) return worst(own);
  const other = worst(recipients);
  return other && { ...other, cause: other.action === 'failed' ? 'other' : other.cause, hard: false };
}

function weight({ action, hard }: RecipientOutcome): number {
  return { failed: 2, delayed: 1, delivered: 0 }[action] + (hard ? 1 : 0);
}

/** Soft bounces in a row, over at least so many days, that make an address not worth mailing. */
export const SOFT_LIMIT = 5;
export const SOFT_DAYS = 7;

/**
 * Whether an address is given up because nothing arrives: its last five messages all came back, and the first of them at
 * least a week before the last. A full mailbox over a weekend is not yet one that nobody empties.
 * @param last how the newest messages ended, newest first; `at` in epoch milliseconds
 */
export function neverArrives(last: readonly { cameBack: boolean; at: number }[]): boolean {
  const row = last.slice(0, SOFT_LIMIT);
  if (row.length < SOFT_LIMIT || row.some(({ cameBack }) => !cameBack)) return false;
  return row[0]!.at - row.at(-1)!.at >= SOFT_DAYS * DAY;
}
