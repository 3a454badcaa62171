import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { isDayOffset, occurrences } from '#core/triggers/occurrences.ts';

const birthday = { attribute: 'birthday', offset: 'P0D', at: '09:00', yearly: true };
const utc = (...[year, month, day, hour = 0, minute = 0]: [number, number, number, number?, number?]) =>
  Date.UTC(year, month - 1, day, hour, minute);
const iso = (found: { at: number }[]) => found.map(({ at }) => new Date(at).toISOString());

describe('a date trigger', () => {
  it('fires every year on the anniversary, at the local time, summer and winter', () => {
    const found = occurrences(birthday, '1960-06-01', 'America/Chicago', utc(2025, 1, 1), utc(2027, 1, 1));
    expect(iso(found)).toEqual(['2025-06-01T14:00:00.000Z', '2026-06-01T14:00:00.000Z']);
    expect(found.map(({ key }) => key)).toEqual(['birthday:2025', 'birthday:2026']);
    const winter = occurrences(birthday, '1960-01-15', 'America/Chicago', utc(2026, 1, 1), utc(2026, 3, 1));
    expect(iso(winter)).toEqual(['2026-01-15T15:00:00.000Z']);
  });

  it('takes 29 February for 28 February in years without one', () => {
    const found = occurrences(birthday, '1960-02-29', 'UTC', utc(2026, 1, 1), utc(2029, 1, 1));
    expect(iso(found)).toEqual(['2026-02-28T09:00:00.000Z', '2027-02-28T09:00:00.000Z', '2028-02-29T09:00:00.000Z']);
  });

  it('never fires for an anniversary before the date itself', () => {
    expect(iso(occurrences(birthday, '2026-05-05', 'UTC', utc(2020, 1, 1), utc(2028, 1, 1)))).toEqual([
      '2026-05-05T09:00:00.000Z',
      '2027-05-05T09:00:00.000Z',
    ]);
  });

  it('moves by the offset on the calendar, over the turn of the year, and keeps the year of the anniversary', () => {
    const before = { ...birthday, offset: '-P14D' };
    const found = occurrences(before, '1960-01-05', 'UTC', utc(2026, 12, 1), utc(2027, 1, 1));
    expect(found).toEqual([{ at: utc(2026, 12, 22, 9), key: 'birthday:2027' }]);
    const month = occurrences({ ...birthday, offset: '+P1M', yearly: false }, '2026-01-31', 'UTC', 0, utc(2030, 1, 1));
    expect(month).toEqual([{ at: utc(2026, 2, 28, 9), key: 'birthday:2026-01-31' }]);
  });

  it('takes the day a date-time falls on in the zone, and fires at its own time of day', () => {
    const config = { attribute: 'appointment', offset: '-P1D', at: '18:30', yearly: false };
    expect(iso(occurrences(config, '2026-03-10T03:00:00Z', 'America/Chicago', 0, utc(2030, 1, 1)))).toEqual([
      '2026-03-08T23:30:00.000Z',
    ]);
    expect(iso(occurrences(config, '2026-03-10T03:00', 'America/Chicago', 0, utc(2030, 1, 1)))).toEqual([
      '2026-03-09T23:30:00.000Z',
    ]);
  });

  it('comes an hour later where the clocks skip its time, and once where they repeat it', () => {
    const config = { ...birthday, at: '02:30' };
    const skipped = occurrences(config, '1960-03-08', 'America/Chicago', utc(2026, 3, 7), utc(2026, 3, 10));
    expect(iso(skipped)).toEqual(['2026-03-08T08:30:00.000Z']);
    const repeated = occurrences(
      { ...birthday, at: '01:30' },
      '1960-11-01',
      'America/Chicago',
      utc(2026, 10, 31),
      utc(2026, 11, 3),
    );
    expect(iso(repeated)).toEqual(['2026-11-01T06:30:00.000Z']);
  });

  it.each([null, '', 'soon', '2026-02-30', 42, true, ['2026-01-01']])('never fires for %j', (value) => {
    expect(occurrences(birthday, value, 'UTC', 0, utc(2100, 1, 1))).toEqual([]);
  });

  it('finds the same as looking at every day of the calendar', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        fc.constantFrom('America/Chicago', 'Asia/Kolkata', 'Pacific/Apia', 'Europe/Berlin', 'Pacific/Kiritimati'),
        fc.constantFrom('P0D', '-P14D', 'P3M', '-P1Y', 'P400D'),
        fc.constantFrom('00:00', '02:30', '23:59'),
        fc.integer({ min: utc(2024, 1, 1), max: utc(2028, 1, 1) }),
        fc.integer({ min: 1, max: 500 * 86_400_000 }),
        (date, zone, offset, at, after, length) => {
          const value = date.toISOString().slice(0, 10);
          const config = { attribute: 'a', offset, at, yearly: true };
          expect(occurrences(config, value, zone, after, after + length)).toEqual(
            slowly(value, zone, offset, at, after, after + length),
          );
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('takes offsets of whole days only, and of ten years at most', () => {
    for (const good of ['P0D', '-P14D', '+P1M2D', 'P2W', '-P10Y']) expect(isDayOffset(good)).toBe(true);
    for (const bad of ['', 'P', '-PT1H', 'P1DT1H', 'P11Y', '14D', '--P1D', '-P-1D'])
      expect(isDayOffset(bad)).toBe(false);
  });
});

/** An independent answer: by Temporal, year by year over a century. */
function slowly(value: string, zone: string, offset: string, at: string, after: number, until: number) {
  const born = Temporal.PlainDate.from(value);
  const found = [];
  for (let year = born.year; year < 2040; year++) {
    const day = Temporal.PlainDate.from({ year, month: born.month, day: born.day }, { overflow: 'constrain' });
    const length = Temporal.Duration.from(offset);
    const moved = day.add({ years: length.years, months: length.months, weeks: length.weeks, days: length.days });
    const fires = moved.toZonedDateTime({ timeZone: zone, plainTime: at }).epochMilliseconds;
    if (fires > after && fires <= until) found.push({ at: fires, key: `a:${year}` });
  }
  return found;
}
