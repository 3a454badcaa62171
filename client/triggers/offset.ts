import { durationWords } from '../../server/core/time/duration.ts';

export const UNITS = [
  { value: 'D', label: 'days' },
  { value: 'W', label: 'weeks' },
  { value: 'M', label: 'months' },
  { value: 'Y', label: 'years' },
] as const;

export const SIDES = [
  { value: 'on', label: 'on the day' },
  { value: 'before', label: 'before' },
  { value: 'after', label: 'after' },
] as const;

export interface Offset {
  side: (typeof SIDES)[number]['value'];
  n: number;
  unit: (typeof UNITS)[number]['value'];
}

/** A signed duration of one unit as the form shows it. One of several units is told by its first. */
export function readOffset(text: string): Offset {
  const match = /^([+-]?)P(\d+)([YMWD])/.exec(text);
  const n = Number(match?.[2] ?? 0);
  if (!match || n === 0) return { side: 'on', n: 1, unit: 'D' };
  const unit = UNITS.find(({ value }) => value === match[3])?.value ?? 'D';
  return { side: match[1] === '-' ? 'before' : 'after', n, unit };
}

export function writeOffset({ side, n, unit }: Offset): string {
  return side === 'on' ? 'P0D' : `${side === 'before' ? '-' : ''}P${n}${unit}`;
}

/** `2 weeks before`, `on`. */
export function offsetWords(text: string): string {
  const length = text.replace(/^[+-]/, '');
  if (/^P(0[YMWD])+$/.test(length)) return 'On';
  return `${durationWords(length)} ${text.startsWith('-') ? 'before' : 'after'}`;
}
