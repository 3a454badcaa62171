import type { WaitConfig } from '../../server/core/steps/wait-for-time.ts';
import { durationWords } from '../ui/duration.ts';

export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

/** A wait in one line, such as "3 days · Mon–Fri 09:00–17:00, contact's time". */
export function waitWords(config: Partial<WaitConfig>, label: (attribute: string) => string): string {
  return [mainWords(config, label), windowWords(config)].filter(Boolean).join(' · ');
}

function mainWords(config: Partial<WaitConfig>, label: (attribute: string) => string): string {
  switch (config.mode) {
    case 'until':
      return config.until ? `Until ${momentWords(config.until)}` : 'Choose a date';
    case 'attribute': {
      if (!config.attribute) return 'Choose a date of the contact’s';
      const at = config.time ? ` at ${config.time}` : '';
      if (!config.offset || /^P(T?0[DHMW])$/.test(config.offset)) return `On ${label(config.attribute)}${at}`;
      return `${durationWords(config.offset)} ${config.direction ?? 'before'} ${label(config.attribute)}${at}`;
    }
    default:
      return config.duration ? durationWords(config.duration) || 'No time' : 'Say how long';
  }
}

function windowWords({ window, zone }: Partial<WaitConfig>): string {
  if (!window) return '';
  const days = window.weekdays ? weekdayWords(window.weekdays) : '';
  const months = window.daysOfMonth?.length ? `day ${window.daysOfMonth.join(', ')}` : '';
  const hours = window.from || window.to ? `${window.from ?? '00:00'}–${window.to ?? '24:00'}` : '';
  const where = zone === 'contact' ? 'contact’s time' : zone && zone !== 'journey' ? zone : '';
  return [days, months, hours, where].filter(Boolean).join(' ');
}

function weekdayWords(days: readonly number[]): string {
  const sorted = [...days].sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return 'no weekday';
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${WEEKDAYS[first - 1]}–${WEEKDAYS[last - 1]}`;
  return sorted.map((day) => WEEKDAYS[day - 1]).join(', ');
}

function momentWords(iso: string): string {
  const [date = '', time] = iso.split('T');
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day) return iso;
  const words = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );
  return time ? `${words}, ${time}` : words;
}
