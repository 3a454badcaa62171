import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { nextFire, relativeTo } from '#core/time/next-fire.ts';
import { inWindow, nextInWindow, type TimeWindow } from '#core/time/window.ts';
import { anyInstant, anyZone, at, wall } from './support.ts';

const CHICAGO = 'America/Chicago';
const thursdayNoon: TimeWindow = { weekdays: [4], from: '12:00', to: '14:00' };

describe('the next moment inside a window', () => {
  it.each<[string, string, TimeWindow, string, string]>([
    [
      'Thursday noon to 2 pm Central, asked on Monday',
      CHICAGO,
      thursdayNoon,
      '2026-06-01T09:00-05:00',
      '2026-06-04T12:00-05:00',
    ],
    ['asked inside it: at once', CHICAGO, thursdayNoon, '2026-06-04T13:59-05:00', '2026-06-04T13:59-05:00'],
    ['asked at its end: next week', CHICAGO, thursdayNoon, '2026-06-04T14:00-05:00', '2026-06-11T12:00-05:00'],
    [
      'asked late on Thursday in another zone than UTC thinks',
      CHICAGO,
      thursdayNoon,
      '2026-06-05T01:00Z',
      '2026-06-11T12:00-05:00',
    ],
    [
      'past midnight: Friday 22:00 to 06:00 holds Saturday 03:00',
      CHICAGO,
      { weekdays: [5], from: '22:00', to: '06:00' },
      '2026-06-06T03:00-05:00',
      '2026-06-06T03:00-05:00',
    ],
    [
      'past midnight: Friday 03:00 belongs to Thursday',
      CHICAGO,
      { weekdays: [5], from: '22:00', to: '06:00' },
      '2026-06-05T03:00-05:00',
      '2026-06-05T22:00-05:00',
    ],
    ['the 31st passes over June', CHICAGO, { daysOfMonth: [31] }, '2026-06-01T09:00-05:00', '2026-07-31T00:00-05:00'],
    ['29 February by day of month', CHICAGO, { daysOfMonth: [29] }, '2028-02-01T09:00-06:00', '2028-02-29T00:00-06:00'],
    [
      'the 29th passes over February otherwise',
      CHICAGO,
      { daysOfMonth: [29] },
      '2026-02-01T09:00-06:00',
      '2026-03-29T00:00-05:00',
    ],
    [
      'Friday the 13th',
      CHICAGO,
      { weekdays: [5], daysOfMonth: [13] },
      '2026-04-01T00:00-05:00',
      '2026-11-13T00:00-06:00',
    ],
    [
      'a window the clocks jump over does not exist that day',
      CHICAGO,
      { from: '02:15', to: '02:45' },
      '2026-03-08T00:00-06:00',
      '2026-03-09T02:15-05:00',
    ],
    [
      'one they jump into the middle of begins after the jump',
      CHICAGO,
      { from: '02:30', to: '04:00' },
      '2026-03-08T00:00-06:00',
      '2026-03-08T03:00-05:00',
    ],
    [
      'one they repeat is open again the second time',
      CHICAGO,
      { from: '01:15', to: '01:45' },
      '2026-11-01T01:50-05:00',
      '2026-11-01T01:15-06:00',
    ],
    [
      'in the repeated hour it opens with the change',
      CHICAGO,
      { from: '00:30', to: '01:30' },
      '2026-11-01T01:40-05:00',
      '2026-11-01T01:00-06:00',
    ],
    ['half-hour zones', 'Asia/Kolkata', { from: '09:00', to: '17:00' }, '2026-06-01T12:00Z', '2026-06-02T09:00+05:30'],
    [
      'southern spring',
      'Australia/Sydney',
      { from: '02:30', to: '03:30' },
      '2026-10-04T00:00+10:00',
      '2026-10-04T03:00+11:00',
    ],
    ['a Friday that never was', 'Pacific/Apia', { weekdays: [5] }, '2011-12-29T12:00-10:00', '2012-01-06T00:00+14:00'],
    [
      'a day without midnight begins at one',
      'Asia/Beirut',
      { weekdays: [7] },
      '2026-03-28T12:00+02:00',
      '2026-03-29T01:00+03:00',
    ],
    ['no limits at all', CHICAGO, {}, '2026-06-01T09:00-05:00', '2026-06-01T09:00-05:00'],
  ])('%s', (_, zone, window, asked, expected) => {
    expect(wall(zone, nextInWindow(zone, window, at(asked)))).toBe(wall(zone, at(expected)));
  });

  it('asked a second time remembers its answer and nothing else', () => {
    const window: TimeWindow = { weekdays: [4], from: '12:00', to: '14:00' };
    expect(nextInWindow(CHICAGO, window, at('2026-06-01T09:00-05:00'))).toBe(at('2026-06-04T12:00-05:00'));
    expect(nextInWindow(CHICAGO, window, at('2026-06-02T09:00-05:00'))).toBe(at('2026-06-04T12:00-05:00'));
    expect(nextInWindow('UTC', window, at('2026-06-02T09:00-05:00'))).toBe(at('2026-06-04T12:00Z'));
    expect(nextInWindow(CHICAGO, window, at('2026-06-05T09:00-05:00'))).toBe(at('2026-06-11T12:00-05:00'));
    expect(nextInWindow(CHICAGO, window, at('2026-05-05T09:00-05:00'))).toBe(at('2026-05-07T12:00-05:00'));
  });
});

const clock = fc.integer({ min: 0, max: 1439 }).map((m) => `${pad(Math.floor(m / 60))}:${pad(m % 60)}`);
const pad = (n: number) => String(n).padStart(2, '0');
const anyWindow: fc.Arbitrary<TimeWindow> = fc.record(
  {
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    daysOfMonth: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 20 }),
    from: clock,
    to: clock,
  },
  { requiredKeys: [] },
);

/** The window as it is stated, by Temporal and brute force, with nothing of ours in it. */
function isOpen(zone: string, window: TimeWindow, ms: number): boolean {
  const shown = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toPlainDateTime();
  const [from, to] = [window.from ?? '00:00', window.to ?? '24:00'];
  const time = shown.toPlainTime().toString().slice(0, 5);
  const dayOk = (day: Temporal.PlainDate) =>
    (window.weekdays?.includes(day.dayOfWeek) ?? true) && (window.daysOfMonth?.includes(day.day) ?? true);
  const today = shown.toPlainDate();
  if (from < to) return time >= from && time < to && dayOk(today);
  return (time >= from && dayOk(today)) || (time < to && dayOk(today.subtract({ days: 1 })));
}

describe('any window in any zone', () => {
  it('opens no earlier than asked, and is open when it says so', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, anyWindow, (ms, zone, window) => {
        const found = nextInWindow(zone, window, ms);
        expect(found).toBeGreaterThanOrEqual(ms);
        expect(isOpen(zone, window, found)).toBe(true);
        expect(inWindow(zone, window, found)).toBe(true);
      }),
      { numRuns: 1500 },
    );
  });

  it('was not open a minute earlier, nor at any minute of the two days before', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, anyWindow, (ms, zone, window) => {
        const found = nextInWindow(zone, window, ms);
        for (let step = 1; step <= 48 * 4; step++) {
          const before = found - (step < 60 ? step * 60_000 : (step - 55) * 15 * 60_000);
          if (before < ms) break;
          expect(isOpen(zone, window, before)).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('asked later never answers earlier', () => {
    fc.assert(
      fc.property(anyInstant, anyZone, anyWindow, fc.nat(5 * 86_400_000), (ms, zone, window, later) => {
        const first = nextInWindow(zone, { ...window }, ms);
        expect(nextInWindow(zone, window, ms + later)).toBeGreaterThanOrEqual(first);
      }),
      { numRuns: 800 },
    );
  });
});

describe('leaving a wait', () => {
  it('waits for the next window when the worker comes late', () => {
    const target = at('2026-06-04T12:30-05:00');
    const late = at('2026-06-04T19:00-05:00');
    const contact = { since: target, zone: CHICAGO, contactZone: null, attribute: () => null };
    const rule = { mode: 'duration', duration: 'PT0S' } as const;
    expect(nextFire({ ...rule, window: thursdayNoon }, contact, late)).toEqual({
      kind: 'at',
      due: target,
      at: at('2026-06-11T12:00-05:00'),
    });
    expect(nextFire(rule, contact, late)).toEqual({ kind: 'at', due: target, at: late });
  });
});

describe('a time relative to a contact’s date', () => {
  it.each([
    ['a date two days before, at nine unless told', '2026-06-10', { offset: 'P2D' }, '2026-06-08T09:00-05:00'],
    ['at the hour given', '2026-06-10', { offset: 'P2D', time: '14:30' }, '2026-06-08T14:30-05:00'],
    ['after', '2026-06-10', { offset: 'P1M', direction: 'after' as const }, '2026-07-10T09:00-05:00'],
    ['on the day itself', '2026-06-10', {}, '2026-06-10T09:00-05:00'],
    ['a local date-time', '2026-06-10T16:15', { offset: 'PT3H' }, '2026-06-10T13:15-05:00'],
    ['an instant', '2026-06-10T16:15:00Z', { offset: 'P1D' }, '2026-06-09T11:15-05:00'],
    [
      'a date-time at a fixed hour of the day it leads to',
      '2026-06-10T16:15',
      { offset: 'P2D', time: '08:00' },
      '2026-06-08T08:00-05:00',
    ],
    ['across a clock change keeps the wall clock', '2026-03-09', { offset: 'P2D' }, '2026-03-07T09:00-06:00'],
  ])('%s', (_, value, options, expected) => {
    expect(wall(CHICAGO, relativeTo(CHICAGO, value, options)!)).toBe(wall(CHICAGO, at(expected)));
  });

  it.each([null, '', 'soon', '2026-02-30', 20260610, ['2026-06-10']])('is unknown for %j', (value) => {
    expect(relativeTo(CHICAGO, value, {})).toBeNull();
  });
});
