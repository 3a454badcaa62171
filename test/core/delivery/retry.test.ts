import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyReply, DNS_DEADLINE, MAIL_DEADLINE, nextAttempt, type Phase } from '#core/delivery/retry.ts';

describe('what an answer means', () => {
  it.each<[number | null, string | null, Phase, string, string]>([
    [250, '2.0.0', 'dot', 'accepted', 'none'],
    [421, '4.7.0', 'rcpt', 'retry', 'temporary'],
    [450, '4.2.0', 'rcpt', 'retry', 'temporary'],
    [451, null, 'dot', 'retry', 'temporary'],
    [454, '4.7.0', 'starttls', 'next-mx', 'tls'],
    [502, null, 'starttls', 'next-mx', 'tls'],
    [554, null, 'connect', 'next-mx', 'policy'],
    [550, '5.1.1', 'rcpt', 'hard-bounce', 'unknown-address'],
    [550, '5.1.10', 'rcpt', 'hard-bounce', 'unknown-address'],
    [550, '5.2.1', 'rcpt', 'hard-bounce', 'mailbox-disabled'],
    [552, '5.2.2', 'rcpt', 'fail', 'mailbox-full'],
    [552, null, 'rcpt', 'fail', 'other'],
    [550, '5.7.1', 'rcpt', 'fail', 'policy'],
    [550, null, 'rcpt', 'fail', 'other'],
    [550, '5.1.1', 'dot', 'fail', 'unknown-address'],
    [552, '5.3.4', 'mail', 'portal', 'too-large'],
    [552, null, 'dot', 'portal', 'too-large'],
    [554, '5.6.0', 'dot', 'fail', 'other'],
    [null, null, 'dot', 'in-doubt', 'none'],
    [null, null, 'data', 'retry', 'temporary'],
    [354, null, 'dot', 'in-doubt', 'temporary'],
    [0, null, 'rcpt', 'retry', 'temporary'],
  ])('%s %s at %s: %s, %s', (code, enhanced, phase, outcome, cause) => {
    expect(classifyReply(code, enhanced, phase)).toEqual({ outcome, cause });
  });

  it('never calls anything accepted but a 2xx, and never resends what may have been taken', () => {
    const phases: Phase[] = ['connect', 'ehlo', 'starttls', 'mail', 'rcpt', 'data', 'dot'];
    fc.assert(
      fc.property(
        fc.option(fc.integer({ min: -10, max: 999 })),
        fc.option(fc.string()),
        fc.constantFrom(...phases),
        (code, enhanced, phase) => {
          const { outcome } = classifyReply(code, enhanced, phase);
          expect(outcome === 'accepted').toBe(code !== null && code >= 200 && code < 300);
          if (phase === 'dot' && (code === null || code < 200 || code > 599)) expect(outcome).toBe('in-doubt');
          if (outcome === 'hard-bounce')
            expect([phase, /^5\.(1\.\d+|2\.1)$/.test(enhanced ?? '')]).toEqual(['rcpt', true]);
        },
      ),
    );
  });
});

describe('the next attempt', () => {
  const base = { attempts: 1, firstAt: 0, now: 1000, jitter: 0.5 };

  it('backs off along the ladder', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 20].map((attempts) => {
      const next = nextAttempt({ ...base, problem: 'temporary', attempts });
      return next.kind === 'retry' ? (next.at - base.now) / 60_000 : null;
    });
    expect(delays).toEqual([1, 5, 15, 30, 60, 120, 240, 360, 360]);
  });

  it('fails after 72 hours, with a last try at the very end', () => {
    const late = { ...base, attempts: 9, now: MAIL_DEADLINE - 60_000 };
    expect(nextAttempt({ ...late, problem: 'connect' })).toEqual({ kind: 'retry', at: MAIL_DEADLINE });
    expect(nextAttempt({ ...late, now: MAIL_DEADLINE, problem: 'connect' })).toEqual({
      kind: 'fail',
      reason: 'EXPIRED',
    });
  });

  it('chooses again without TLS when no MX passed the gate, or DNS stayed silent', () => {
    expect(nextAttempt({ ...base, problem: 'tls' })).toEqual({ kind: 'choose-again', without: 'tls' });
    expect(nextAttempt({ ...base, problem: 'dns' }).kind).toBe('retry');
    expect(nextAttempt({ ...base, problem: 'dns', now: DNS_DEADLINE })).toEqual({
      kind: 'choose-again',
      without: 'tls',
    });
  });

  it('chooses another key when sealing failed, and holds without evidence', () => {
    expect(nextAttempt({ ...base, problem: 'seal' })).toEqual({ kind: 'choose-again', without: 'key' });
    expect(nextAttempt({ ...base, problem: 'evidence' })).toEqual({ kind: 'hold', reason: 'NO_EVIDENCE' });
  });

  it('spreads retries over a fifth either way and never past the deadline', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 0, max: MAIL_DEADLINE - 1 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempts, now, jitter) => {
          const next = nextAttempt({ problem: 'temporary', attempts, firstAt: 0, now, jitter });
          if (next.kind !== 'retry') throw new Error('expected a retry');
          expect(next.at).toBeGreaterThan(now);
          expect(next.at).toBeLessThanOrEqual(MAIL_DEADLINE);
        },
      ),
    );
  });
});
