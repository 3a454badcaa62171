import { fromLocal, type LocalMs } from './local.ts';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DATE_TIME = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?$/;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** A date or date-time as read: a whole local day, a local time, or an instant. */
export type Moment =
  | { kind: 'day'; local: LocalMs }
  | { kind: 'local'; local: LocalMs }
  | { kind: 'instant'; ms: number };

/** Reads `2026-03-01`, `2026-03-01T09:00` or `2026-03-01T09:00:00-06:00`; null for anything else, 30 February included. */
export function parseMoment(text: string): Moment | null {
  const day = parseDay(text);
  if (day !== null) return { kind: 'day', local: day };
  const match = DATE_TIME.exec(text);
  if (!match) return null;
  const midnight = parseDay(match[1]!);
  const [hour, minute, second] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  if (midnight === null || hour > 23 || minute > 59 || second > 59) return null;
  const local = midnight + ((hour * 60 + minute) * 60 + second) * 1000 + millis(match[5]);
  const zone = match[6];
  if (zone === undefined) return { kind: 'local', local };
  if (zone === 'Z') return { kind: 'instant', ms: local };
  const sign = zone.startsWith('-') ? -1 : 1;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  if (hours > 14 || minutes > 59) return null;
  return { kind: 'instant', ms: local - sign * (hours * 60 + minutes) * 60_000 };
}

/** Local midnight of `YYYY-MM-DD`; null when there is no such day. */
export function parseDay(text: string): LocalMs | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  const back = new Date(ms);
  const real = back.getUTCMonth() === Number(match[2]) - 1 && back.getUTCDate() === Number(match[3]);
  return real && Number(match[1]) >= 100 ? ms : null;
}

/** Minutes since midnight of `HH:MM`; null for anything else. */
export function parseClock(text: string): number | null {
  const match = CLOCK.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** The instant a moment means in `zone`; a day means its `clock` minute, midnight unless told. */
export function instantOfMoment(moment: Moment, zone: string, clock = 0): number {
  if (moment.kind === 'instant') return moment.ms;
  return fromLocal(zone, moment.kind === 'day' ? moment.local + clock * 60_000 : moment.local);
}

function millis(fraction: string | undefined): number {
  return fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
}
