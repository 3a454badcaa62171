import { describe, expect, it } from 'vitest';
import { type Counted, compareForecast, outcomeOf } from '#core/delivery/forecast.ts';

const row = (state: string, method: string, reason: string, n: number, step = 'mail'): Counted => ({
  step,
  state,
  method,
  reason,
  n,
});

describe('a forecast against the facts', () => {
  it('counts an email by what became of it, not by what was tried', () => {
    expect(outcomeOf({ state: 'sent', method: 'portal' })).toBe('portal');
    expect(outcomeOf({ state: 'in_doubt', method: 'tls' })).toBe('tls');
    // It was handed over by TLS, and there is no such mailbox: nobody has it.
    expect(outcomeOf({ state: 'bounced', method: 'tls' })).toBe('none');
    expect(outcomeOf({ state: 'held', method: 'portal' })).toBe('hold');
    expect(outcomeOf({ state: 'deferred', method: 'tls' })).toBe('moving');
    expect(outcomeOf({ state: 'sent', method: 'carrier pigeon' })).toBe('none');
  });

  it('has every step and outcome that either has, and all emails of both', () => {
    const forecast = [row('sent', 'tls', 'TLS_T2', 90), row('held', 'none', 'SHARED_ADDRESS', 10)];
    const facts = [
      row('sent', 'tls', 'TLS_T2', 80),
      row('sent', 'portal', 'FALLBACK_PORTAL', 9),
      row('queued', 'none', '', 1),
      row('held', 'none', 'SHARED_ADDRESS', 10),
      row('sent', 'tls', 'TLS_T2', 5, 'later'),
    ];
    const compared = compareForecast(forecast, facts);
    expect(compared.map(({ step, outcome, forecast: then, fact }) => [step, outcome, then, fact])).toEqual([
      ['mail', 'tls', 90, 80],
      ['mail', 'portal', 0, 9],
      ['mail', 'hold', 10, 10],
      ['mail', 'moving', 0, 1],
      ['later', 'tls', 0, 5],
    ]);
    const total = (side: 'forecast' | 'fact') => compared.reduce((sum, one) => sum + one[side], 0);
    expect([total('forecast'), total('fact')]).toEqual([100, 105]);
  });
});
