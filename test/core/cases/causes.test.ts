import { describe, expect, it } from 'vitest';
import { type CaseCause, caseCauses, nonDelivery } from '#core/cases/causes.ts';

type Row = [state: string, reason: string | null, method: string | null, cause: CaseCause | null, waits?: 'waits'];

const rows: Row[] = [
  ['bounced', 'UNKNOWN_ADDRESS', 'tls', 'unknown-address'],
  ['bounced', 'MAILBOX_DISABLED', 'smime', 'mailbox-disabled'],
  ['failed', 'MAILBOX_FULL', 'tls', 'mailbox-full'],
  ['failed', 'POLICY', 'tls', 'policy-refusal'],
  ['failed', 'TOO_LARGE', 'pgp', 'too-large'],
  ['failed', 'OTHER', 'tls', 'refused-by-server'],
  ['failed', 'SOMETHING_NEW', 'tls', 'refused-by-server'],
  ['failed', 'EXPIRED', null, 'expired'],
  ['failed', 'INVALID_ADDRESS', 'none', 'domain-takes-no-mail'],
  ['failed', 'NULL_MX', 'none', 'domain-takes-no-mail'],
  ['failed', 'NOT_ARRIVED', 'tls', 'not-arrived'],
  ['failed', 'NOT_ARRIVED', 'portal', 'not-arrived'],
  ['bounced', 'LATE_DSN', 'tls', 'late-dsn'],
  ['bounced', 'UNKNOWN_ADDRESS', 'portal', 'portal-notice'],
  ['dropped', 'TLS_EXCLUSIVE_DROP', 'drop', 'tls-fault'],
  ['refused', 'SUPPRESSED', 'none', 'suppressed'],
  ['refused', 'NO_AUTHORIZATION', 'none', 'not-permitted'],
  ['refused', 'GUARD', null, null],
  ['refused', 'JOURNEY_ENDED', null, null],
  ['refused', 'CONTACT_DELETED', null, null],
  ['held', 'NO_SAFE_METHOD', 'none', 'tls-fault'],
  ['held', 'SUSPECTED_MITM', 'none', 'tls-fault'],
  ['held', 'FALLBACK_PORTAL', 'portal', 'portal-notice'],
  ['held', 'SHARED_ADDRESS', null, 'shared-address', 'waits'],
  ['held', 'TEMPLATE_MISSING', null, 'held', 'waits'],
  ['held', 'POLICY_UNAVAILABLE', null, 'held', 'waits'],
  ['sent', 'TLS_T2', 'tls', null],
  ['in_doubt', 'NO_ANSWER', 'tls', null],
  ['queued', null, null, null],
  ['deferred', 'TEMPORARY', null, null],
  ['dot', null, 'tls', null],
];

describe('the cause of a non-delivery', () => {
  it.each(rows)('%s by %s via %s is %s', (state, reason, method, cause, waits) => {
    expect(nonDelivery({ state, reason, method })).toEqual(cause && { cause, waits: waits === 'waits' });
  });

  it('is one of a closed list, a sentence each', () => {
    for (const sentence of Object.values(caseCauses)) expect(sentence).toMatch(/^[A-Z].{10,120}\.$/);
  });
});
