import * as fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';

/** Zones with every kind of trouble: DST both ways round, half hours, a lost day, changes at midnight, none at all. */
const zones = [
  'America/Chicago',
  'America/New_York',
  'Europe/London',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Africa/Cairo',
  'America/Havana',
  'Pacific/Kiritimati',
  'UTC',
];
export const anyZone = fc.constantFrom(...zones);

const HOUR = 3_600_000;
const [FROM, TO] = [Date.UTC(2005, 0, 1), Date.UTC(2040, 0, 1)];

/** Any minute of 35 years, often within a few hours of a clock change somewhere. */
export const anyInstant: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: FROM / 60_000, max: TO / 60_000 }).map((minute) => minute * 60_000),
  fc
    .tuple(anyZone, fc.integer({ min: FROM, max: TO }), fc.integer({ min: -30 * 60, max: 30 * 60 }))
    .map(([zone, near, minutes]) => {
      const change = Temporal.Instant.fromEpochMilliseconds(near)
        .toZonedDateTimeISO(zone)
        .getTimeZoneTransition('next');
      return (change?.epochMilliseconds ?? near - (near % HOUR)) + minutes * 60_000;
    }),
);

/** The instant of an ISO date-time with an offset. */
export const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds;

/** What a clock in the zone shows, for readable failures. */
export const wall = (zone: string, ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' });
