import { toLocal } from './local.ts';
import { offsetAt } from './zone.ts';

/** The local day in `zone` at an instant: `2026-06-01`. */
export function writtenDay(zone: string, ms: number): string {
  return new Date(toLocal(zone, ms)).toISOString().slice(0, 10);
}

/** The local date-time in `zone` at an instant with its offset, to the second: `2026-06-01T10:00:00-05:00`. */
export function writtenDateTime(zone: string, ms: number): string {
  const minutes = Math.round(offsetAt(zone, ms) / 60_000);
  const two = (n: number) => String(Math.floor(n)).padStart(2, '0');
  const offset = `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
  return `${new Date(toLocal(zone, ms)).toISOString().slice(0, 19)}${offset}`;
}
