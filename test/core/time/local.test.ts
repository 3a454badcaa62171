import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '#core/time/duration.ts';
import { addDuration, fromLocal, instantsOf, toLocal } from '#core/time/local.ts';
import { isZone } from '#core/time/zone.ts';
import { anyInstant, anyZone, at, wall } from './support.ts';

describe('adding a duration', () => {
  it.each([
    // In Chicago clocks go forward on 8 March 2026 at 02:00 and back on 1 November 2026 at 02:00.
    [
      'a day over spring forward is 23 hours long',
      'America/Chicago',
      '2026-03-07T10:00',
      'P1D',
      '2026-03-08T10:00-05:00',
    ],
    [
      '24 hours over spring forward is an hour later on the wall',
      'America/Chicago',
      '2026-03-07T10:00',
      'PT24H',
      '2026-03-08T11:00-05:00',
    ],
    [
      'a day that lands in the gap comes out after it',
      'America/Chicago',
      '2026-03-07T02:30',
      'P1D',
      '2026-03-08T03:30-05:00',
    ],
    [
      'a day that lands in the overlap is its first pass',
      'America/Chicago',
      '2026-10-31T01:30',
      'P1D',
      '2026-11-01T01:30-05:00',
    ],
    ['a day over fall back is 25 hours long', 'America/Chicago', '2026-10-31T10:00', 'P1D', '2026-11-01T10:00-06:00'],
    ['London goes forward on 29 March', 'Europe/London', '2026-03-28T09:00', 'P1D', '2026-03-29T09:00+01:00'],
    ['Kolkata has no changes and half an hour', 'Asia/Kolkata', '2026-03-28T09:00', 'P1W', '2026-04-04T09:00+05:30'],
    ['Sydney goes back in April', 'Australia/Sydney', '2026-04-04T09:00', 'P1D', '2026-04-05T09:00+10:00'],
    ['Apia never had 30 December 2011', 'Pacific/Apia', '2011-12-29T09:00', 'P1D', '2011-12-31T09:00+14:00'],
    [
      'a month after 31 January is the last of February',
      'America/Chicago',
      '2026-01-31T09:00',
      'P1M',
      '2026-02-28T09:00-06:00',
    ],
    ['a month after 31 January in a leap year', 'America/Chicago', '2028-01-31T09:00', 'P1M', '2028-02-29T09:00-06:00'],
    ['a year after 29 February is 28 February', 'America/Chicago', '2028-02-29T09:00', 'P1Y', '2029-02-28T09:00-06:00'],
    ['days first, then hours exactly', 'America/Chicago', '2026-03-07T00:30', 'P1DT3H', '2026-03-08T04:30-05:00'],
  ])('%s', (_, zone, from, duration, expected) => {
    const start = Temporal.PlainDateTime.from(from).toZonedDateTime(zone).epochMilliseconds;
    expect(wall(zone, addDuration(zone, start, parseDuration(duration)))).toBe(wall(zone, at(expected)));
  });

  it('agrees with Temporal for any instant, zone and duration, forward and back', () => {
    const amount = fc.record({
      years: fc.nat(3),
      months: fc.nat(30),
      weeks: fc.nat(6),
      days: fc.nat(400),
      hours: fc.nat(60),
      minutes: fc.nat(90),
      seconds: fc.nat(90),
    });
    fc.assert(
      fc.property(anyInstant, anyZone, amount, fc.boolean(), (ms, zone, parts, forward) => {
        const duration = Temporal.Duration.from(parts);
        const start = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);
        // Temporal adds calendar units, then exact time; ours is written the same way round in both directions.
        const { years, months, weeks, days, hours, minutes, seconds } = parts;
        const calendar = { years, months, weeks, days };
        const exact = { hours, minutes, seconds };
        const expected = forward ? start.add(calendar).add(exact) : start.subtract(calendar).subtract(exact);
        const text = `P${years}Y${months}M${weeks}W${days}DT${hours}H${minutes}M${seconds}S`;
        expect(duration.toString()).toBeTypeOf('string');
        expect(addDuration(zone, ms, parseDuration(text), forward ? 1 : -1)).toBe(expected.epochMilliseconds);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes the same shortcut answer as the long way round for plain days', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, fc.nat(800), (ms, zone, days) => {
        const expected = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ days });
        expect(addDuration(zone, ms, parseDuration(`P${days}D`))).toBe(expected.epochMilliseconds);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('a wall-clock time', () => {
  it('happens twice when clocks go back, never when they go forward', () => {
    const twice = instantsOf('America/Chicago', Date.UTC(2026, 10, 1, 1, 30));
    expect(twice.at).toEqual([at('2026-11-01T01:30-05:00'), at('2026-11-01T01:30-06:00')]);
    const never = instantsOf('America/Chicago', Date.UTC(2026, 2, 8, 2, 30));
    expect(never).toEqual({ at: [], gap: at('2026-03-08T03:00-05:00') });
  });

  it('is the instant Temporal calls compatible', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (local, zone) => {
        const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO('UTC').toPlainDateTime();
        const expected = plain.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
        expect(fromLocal(zone, local)).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });

  it('is what the zone shows at an instant', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, (ms, zone) => {
        const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime();
        expect(toLocal(zone, ms)).toBe(shown.toZonedDateTime('UTC').epochMilliseconds);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a zone name', () => {
  it.each(['America/Chicago', 'Asia/Kolkata', 'UTC', 'America/Argentina/Buenos_Aires', 'Etc/GMT+5'])(
    '%s is one',
    (name) => {
      expect(isZone(name)).toBe(true);
    },
  );
  it.each(['', 'Central', '+05:00', 'Mars/Olympus', 'America/Chicago; drop', 'x'.repeat(80)])(
    '“%s” is none',
    (name) => {
      expect(isZone(name)).toBe(false);
    },
  );
});

describe('a duration', () => {
  it.each(['', 'P', 'PT', '3 days', 'P-1D', 'P1.5D', 'P1DT', 'P9999Y'])('“%s” is refused', (text) => {
    expect(() => parseDuration(text)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
