import { decisionReasons } from '../delivery/facts.ts';

/**
 * Why a message was not delivered: the closed list of causes a case may have, a sentence each for whoever works it. What
 * the server said beside it (an RFC 3463 code) is kept with the case.
 */
export const caseCauses = {
  'unknown-address': 'The address does not exist.',
  'mailbox-disabled': 'The mailbox exists, but takes no mail any more.',
  'mailbox-full': 'The mailbox is full.',
  'domain-takes-no-mail': 'The address’s domain does not exist or takes no mail.',
  'tls-fault': 'No connection to the mailbox was safe enough, and there was no other way.',
  'policy-refusal': 'The receiving server refused it by its own policy.',
  'too-large': 'It was too large for the mailbox.',
  'refused-by-server': 'The receiving server refused it for good.',
  expired: 'No mail server of the domain answered for three days.',
  'late-dsn': 'The server accepted it and sent it back later.',
  'portal-notice': 'It waits in the portal, but its notice could not be delivered.',
  'portal-unread': 'It waited unread in the portal until it expired.',
  suppressed: 'The address is suppressed: earlier mail bounced, or its owner complained.',
  'not-permitted': 'There was no consent or authorization for it.',
  'shared-address': 'The address is shared with another contact, and nobody confirmed that this is meant.',
  held: 'It was held for staff, and nobody released it in time.',
  'not-arrived': 'It was in doubt, and a person found that it did not arrive.',
} as const;
export type CaseCause = keyof typeof caseCauses;

/** By the reason a message ended with. */
const byReason: Readonly<Record<string, CaseCause>> = {
  UNKNOWN_ADDRESS: 'unknown-address',
  MAILBOX_DISABLED: 'mailbox-disabled',
  MAILBOX_FULL: 'mailbox-full',
  INVALID_ADDRESS: 'domain-takes-no-mail',
  NULL_MX: 'domain-takes-no-mail',
  TLS: 'tls-fault',
  TLS_EXCLUSIVE_DROP: 'tls-fault',
  NO_SAFE_METHOD: 'tls-fault',
  SUSPECTED_MITM: 'tls-fault',
  POLICY: 'policy-refusal',
  TOO_LARGE: 'too-large',
  EXPIRED: 'expired',
  LATE_DSN: 'late-dsn',
  SUPPRESSED: 'suppressed',
  NO_AUTHORIZATION: 'not-permitted',
  SHARED_ADDRESS: 'shared-address',
  NOT_ARRIVED: 'not-arrived',
};

/** Not sent because it was not meant to be any more: nothing has failed. */
const notMeant = new Set(['GUARD', 'JOURNEY_ENDED', 'CONTACT_DELETED']);

/** A message as far as its fate goes. */
export interface Fate {
  state: string;
  reason: string | null;
  method: string | null;
}

export interface NonDelivery {
  cause: CaseCause;
  /** Held for something a person can put right: only a failure when the watch is over and it is held still. */
  waits: boolean;
}

/**
 * What kind of non-delivery a message's state is; null while it is under way, in doubt, accepted, or was not meant to go. A
 * hold that the delivery table itself decided (no safe method) fails at once: releasing it would come to the same.
 */
export function nonDelivery({ state, reason, method }: Fate): NonDelivery | null {
  switch (state) {
    case 'bounced':
    case 'failed':
    case 'dropped':
      return { cause: causeOf(reason, method), waits: false };
    case 'refused':
      return notMeant.has(reason ?? '') ? null : { cause: causeOf(reason, null), waits: false };
    case 'held': {
      if (decided(reason)) return { cause: method === 'portal' ? 'portal-notice' : 'tls-fault', waits: false };
      return { cause: reason === 'SHARED_ADDRESS' ? 'shared-address' : 'held', waits: true };
    }
    default:
      return null;
  }
}

function causeOf(reason: string | null, method: string | null): CaseCause {
  if (method === 'portal' && reason !== 'NOT_ARRIVED') return 'portal-notice';
  return byReason[reason ?? ''] ?? 'refused-by-server';
}

function decided(reason: string | null): boolean {
  return reason !== 'POLICY_UNAVAILABLE' && (decisionReasons as readonly string[]).includes(reason ?? '');
}
