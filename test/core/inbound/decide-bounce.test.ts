import { describe, expect, it } from 'vitest';
import {
  REPORT_DAYS,
  type ReportedMessage,
  decideBounce,
  givesUp,
  neverArrives,
  outcomeFor,
} from '#core/inbound/decide-bounce.ts';
import { type RecipientOutcome, bounceCauses } from '#core/inbound/report.ts';
import { DAY, NOW } from '../support.ts';

const sent: ReportedMessage = { state: 'sent', dotAt: NOW - DAY, resent: false };
const told = (more: Partial<RecipientOutcome> = {}): RecipientOutcome => ({
  address: 'ada@clearlake.example',
  action: 'failed',
  status: '5.1.1',
  cause: 'unknown-address',
  hard: true,
  ...more,
});

describe('a report', () => {
  it('about a message that was never handed over is kept, whatever it says', () => {
    for (const state of ['queued', 'held', 'refused', 'dropped', 'deferred', 'failed'])
      expect(decideBounce({ ...sent, state, dotAt: null }, told(), NOW)).toEqual({ do: 'keep', problem: 'never-sent' });
  });

  it('that comes too late is kept', () => {
    const edge = NOW - REPORT_DAYS * DAY;
    expect(decideBounce({ ...sent, dotAt: edge - 1 }, told(), NOW)).toEqual({ do: 'keep', problem: 'too-old' });
    expect(decideBounce({ ...sent, dotAt: edge }, told(), NOW).do).toBe('bounced');
  });

  it('that overtakes the server’s own answer waits for it, but not when an earlier try may be meant', () => {
    expect(decideBounce({ ...sent, state: 'dot' }, told(), NOW)).toEqual({ do: 'later' });
    expect(decideBounce({ ...sent, state: 'dot', resent: true }, told(), NOW)).toMatchObject({ do: 'nothing' });
  });

  it('that it is late or was delivered is a note and suppresses nothing', () => {
    expect(decideBounce(sent, told({ action: 'delayed', status: '4.4.1' }), NOW)).toEqual({
      do: 'note',
      what: 'delayed',
      code: '4.4.1',
    });
    expect(decideBounce(sent, told({ action: 'delivered', status: '2.0.0' }), NOW)).toMatchObject({
      what: 'delivered',
    });
  });

  it('of failure ends a message that was accepted or in doubt, and gives up only an address that is none', () => {
    for (const state of ['sent', 'in_doubt'])
      expect(decideBounce({ ...sent, state }, told(), NOW)).toEqual({
        do: 'bounced',
        code: '5.1.1',
        cause: 'unknown-address',
        suppress: true,
      });
    expect(decideBounce(sent, told({ status: '5.2.2', cause: 'mailbox-full', hard: false }), NOW)).toMatchObject({
      do: 'bounced',
      suppress: false,
    });
  });

  it('of failure is final even with a status of class 4: the server has given up', () => {
    const expired = told({ status: '4.4.7', cause: 'expired', hard: false });
    expect(decideBounce(sent, expired, NOW)).toEqual({
      do: 'bounced',
      code: '5.4.7',
      cause: 'expired',
      suppress: false,
    });
  });

  it('about a message known to have come back changes it no more, but may still give the address up', () => {
    expect(decideBounce({ ...sent, state: 'bounced' }, told(), NOW)).toMatchObject({ do: 'nothing', suppress: true });
    const full = told({ status: '5.2.2', cause: 'mailbox-full', hard: false });
    expect(decideBounce({ ...sent, state: 'bounced' }, full, NOW)).toMatchObject({ do: 'nothing', suppress: false });
  });
});

describe('an address', () => {
  it('is given up for 5.1.x and 5.2.1 alone, and never for what the sender, a filter or a policy is about', () => {
    expect(givesUp({ status: '5.1.1', cause: 'unknown-address' })).toBe(true);
    expect(givesUp({ status: '5.2.1', cause: 'mailbox-disabled' })).toBe(true);
    expect(givesUp({ status: '5.1.10', cause: 'no-mail-accepted' })).toBe(true);
    for (const status of ['5.1.7', '5.1.8', '5.2.2', '5.7.1', '5.4.4', '5.0.0', '4.1.1', '5.1.11', '5.2.10'])
      expect(givesUp({ status, cause: 'unknown-address' }), status).toBe(false);
    const harmless = bounceCauses.filter(
      (cause) =>
        !['unknown-address', 'unknown-domain', 'moved', 'no-mail-accepted', 'mailbox-disabled'].includes(cause),
    );
    for (const cause of harmless) expect(givesUp({ status: '5.1.1', cause }), cause).toBe(false);
  });

  it('is not given up for another one that mail was forwarded to', () => {
    const other = told({ address: 'elsewhere@other.example' });
    const judged = outcomeFor([other], 'ada@clearlake.example');
    expect(judged).toMatchObject({ action: 'failed', hard: false, cause: 'other' });
    expect(givesUp(judged!)).toBe(false);
  });

  it('of several in a report is judged by its own line, at its worst', () => {
    const late = told({ action: 'delayed', status: '4.4.1', hard: false });
    const judged = outcomeFor(
      [told({ address: 'b@x.example' }), late, told({ status: '5.1.3' })],
      'ada@clearlake.example',
    );
    expect(judged).toMatchObject({ status: '5.1.3', action: 'failed' });
    expect(outcomeFor([told({ address: null })], 'ada@clearlake.example')).toMatchObject({ hard: true });
    expect(outcomeFor([], 'ada@clearlake.example')).toBeNull();
  });

  it('is given up when its last five came back over a week, not when they did in a day or one arrived', () => {
    const row = (days: number[], cameBack = true) => days.map((day) => ({ cameBack, at: NOW - day * DAY }));
    expect(neverArrives(row([0, 2, 4, 6, 7]))).toBe(true);
    expect(neverArrives(row([0, 2, 4, 6, 7, 8]))).toBe(true);
    expect(neverArrives(row([0, 0.2, 0.4, 0.6, 0.8]))).toBe(false);
    expect(neverArrives(row([0, 3, 8]))).toBe(false);
    expect(neverArrives([...row([0, 2]), ...row([3], false), ...row([4, 9])])).toBe(false);
  });
});
