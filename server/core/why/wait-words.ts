import { describeFilter } from '../segment/describe.ts';
import type { Vocabulary } from '../segment/fields.ts';
import { durationWords } from '../time/duration.ts';
import { isZone, offsetAt } from '../time/zone.ts';
import type { EventConfig } from '../steps/wait-for-event.ts';
import type { WaitConfig } from '../steps/wait-for-time.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What a wait for time waits for, as a clause after "waits" or "waited": `for 3 days`, `until 2 days before Next visit`. */
export function waitClause(config: WaitConfig, label: (attribute: string) => string): string {
  return [mainClause(config, label), windowClause(config)].filter(Boolean).join(', then ');
}

function mainClause(
  { mode, duration, until, attribute, offset, direction, time }: WaitConfig,
  label: (a: string) => string,
) {
  switch (mode) {
    case 'duration':
      return `for ${durationWords(duration ?? 'PT0S')}`;
    case 'until':
      return until === undefined ? 'for no date' : `until ${until.replace('T', ', ')}`;
    case 'attribute': {
      const date = label(attribute ?? '');
      const at = time === undefined ? '' : ` at ${time}`;
      return offset === undefined
        ? `until ${date}${at}`
        : `until ${durationWords(offset)} ${direction ?? 'before'} ${date}${at}`;
    }
    default:
      return mode satisfies never;
  }
}

function windowClause({ window }: WaitConfig): string {
  if (!window) return '';
  const days = window.weekdays?.length ? weekdayWords(window.weekdays) : '';
  const dates = window.daysOfMonth?.length ? `the ${window.daysOfMonth.map((day) => `${day}.`).join(', ')}` : '';
  const hours = window.from || window.to ? `between ${window.from ?? '00:00'} and ${window.to ?? '24:00'}` : '';
  const when = [
    days && dates ? `${days} that is ${dates} of the month` : days || (dates && `${dates} of the month`),
    hours,
  ];
  return `for ${when.filter(Boolean).join(' ')}`;
}

/** `a day from Monday to Friday`, `a Tuesday or Thursday`. */
function weekdayWords(days: readonly number[]): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const [first, last] = [sorted[0]!, sorted.at(-1)!];
  const name = (day: number) => WEEKDAYS[day - 1] ?? '';
  if (sorted.length > 2 && last - first === sorted.length - 1) return `a day from ${name(first)} to ${name(last)}`;
  return `a ${sorted.map(name).join(' or ')}`;
}

/** In whose zone a wait counts, and whether clocks are changed on the way. */
export function zoneSentences(
  config: WaitConfig,
  zones: { journey: string; contact: string | null },
  since: number,
  until: number | null,
): string[] {
  const { zone, whose } = zoneOf(config, zones);
  const sentences = [`Counted in ${zone}, ${whose}.`];
  const change = until === null ? 0 : offsetAt(zone, until) - offsetAt(zone, since);
  if (change !== 0)
    sentences.push(
      `Clocks there go ${change > 0 ? 'forward' : 'back'} in between; the time meant is the one on the wall.`,
    );
  return sentences;
}

function zoneOf(
  config: WaitConfig,
  zones: { journey: string; contact: string | null },
): { zone: string; whose: string } {
  const own = { zone: zones.journey, whose: 'the journey’s zone' };
  if (config.zone === undefined || config.zone === 'journey') return own;
  if (config.zone === 'contact')
    return zones.contact === null
      ? { ...own, whose: 'the journey’s zone, because the contact has none that is known' }
      : { zone: zones.contact, whose: 'the contact’s own zone' };
  return isZone(config.zone) ? { zone: config.zone, whose: 'the zone the step names' } : own;
}

const DEEDS: Readonly<Record<EventConfig['event']['kind'], string>> = {
  open: 'an open',
  click: 'a click',
  bounce: 'a bounce',
  portal_read: 'being read in the portal',
  reply: 'a reply',
  custom: 'an event',
  attribute: 'a change',
  filter: 'a condition',
};

/** What a wait for an event waits for, as a noun: `an open of “Welcome”`, `a change of Next visit`. */
export function eventNoun(
  { event }: EventConfig,
  words: { step: (id: string) => string; label: (attribute: string) => string; vocabulary: Vocabulary },
): string {
  const deed = DEEDS[event.kind];
  switch (event.kind) {
    case 'custom':
      return `the event “${event.name ?? ''}”`;
    case 'attribute':
      return `${deed} of ${words.label(event.attribute ?? '')}`;
    case 'filter':
      return event.filter ? `the moment when this is so: ${describeFilter(event.filter, words.vocabulary)}` : deed;
    default: {
      const mail = event.step === undefined ? 'the last email' : `“${words.step(event.step)}”`;
      return `${deed}${event.link === undefined ? '' : ` on “${event.link}”`} of ${mail}`;
    }
  }
}

/** An instant on the wall of a zone, in words. */
export function momentIn(zone: string, at: number): string {
  return new Intl.DateTimeFormat('en', {
    dateStyle: 'full',
    timeStyle: 'short',
    timeZone: isZone(zone) ? zone : 'UTC',
  }).format(at);
}
