import type { AttributeDefinition, AttributeValue } from '../segment/fields.ts';

/** How text from a file is read. Values from forms and the API are typed already and need none of this. */
export interface ReadOptions {
  /** What 03/04/2026 means: `mdy` is March 4, `dmy` April 3. Dates as YYYY-MM-DD are always understood. */
  dateOrder?: 'mdy' | 'dmy';
}

/** A value that fits its attribute, or in words what would have fitted. Never quotes what was given. */
export type ReadValue = { ok: true; value: AttributeValue } | { ok: false; expected: string };

/** Longest text a contact attribute may hold, in characters. */
export const MAX_TEXT = 2000;

/**
 * Reads a value for an attribute: the one gate through which forms, the API and files pass. Null and empty text
 * mean "no value". The keys `email`, `phone` and `timezone` have a format besides their type.
 */
export function readValue(definition: AttributeDefinition, raw: unknown, options: ReadOptions = {}): ReadValue {
  if (raw === null || raw === undefined) return { ok: true, value: null };
  if (typeof raw === 'string' && raw.trim() === '') return { ok: true, value: null };
  if (Array.isArray(raw) && raw.length === 0) return { ok: true, value: null };
  switch (definition.type) {
    case 'text':
      return text(definition, raw);
    case 'number':
      return number(raw);
    case 'boolean':
      return boolean(raw);
    case 'date':
      return date(raw, options);
    case 'datetime':
      return dateTime(raw, options);
    case 'choice':
      return choice(definition, raw);
    case 'choices':
      return choices(definition, raw);
    default:
      return definition.type satisfies never;
  }
}

const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/i;
const PHONE = /^\+?[0-9 ().\-/]{5,30}(?:(?:x|ext\.?) ?\d{1,6})?$/i;
// Line breaks and tabs may stand in a note; other control characters are never meant.
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

function text(definition: AttributeDefinition, raw: unknown): ReadValue {
  if (typeof raw !== 'string' && typeof raw !== 'number') return no('text');
  const value = String(raw).trim().normalize('NFC');
  if (value.length > MAX_TEXT) return no(`text of at most ${MAX_TEXT} characters`);
  if (CONTROL.test(value)) return no('text without control characters');
  if (definition.key === 'email') return email(value);
  if (definition.key === 'phone' && !PHONE.test(value)) return no('a phone number of digits, spaces and + ( ) -');
  if (definition.key === 'timezone' && !isZone(value)) return no('an IANA time zone such as America/Chicago');
  return { ok: true, value };
}

function email(value: string): ReadValue {
  const dots = value.startsWith('.') || value.includes('..') || value.includes('.@');
  if (value.length > 254 || dots || !EMAIL.test(value)) return no('an address such as name@clinic.example');
  const at = value.lastIndexOf('@');
  return { ok: true, value: value.slice(0, at) + value.slice(at).toLowerCase() };
}

function number(raw: unknown): ReadValue {
  const value = typeof raw === 'string' && /^[+-]?\d{1,15}(\.\d{1,12})?$/.test(raw.trim()) ? Number(raw) : raw;
  return typeof value === 'number' && Number.isFinite(value)
    ? { ok: true, value }
    : no('a number such as 42 or 7.2, with a point and no thousands separator');
}

const TRUE = new Set(['true', 'yes', 'y', '1', 't']);
const FALSE = new Set(['false', 'no', 'n', '0', 'f']);

function boolean(raw: unknown): ReadValue {
  if (typeof raw === 'boolean') return { ok: true, value: raw };
  const word = String(raw).trim().toLowerCase();
  if (TRUE.has(word)) return { ok: true, value: true };
  return FALSE.has(word) ? { ok: true, value: false } : no('yes or no');
}

function date(raw: unknown, options: ReadOptions): ReadValue {
  const value = typeof raw === 'string' ? isoDate(raw.trim(), options) : null;
  return value ? { ok: true, value } : no(`a date as YYYY-MM-DD${orderWords(options)}`);
}

function isoDate(given: string, { dateOrder }: ReadOptions): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given);
  if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3])) ? given : null;
  const local = dateOrder && /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(given);
  if (!local) return null;
  const [month, day] = dateOrder === 'mdy' ? [local[1]!, local[2]!] : [local[2]!, local[1]!];
  if (!realDay(Number(local[3]), Number(month), Number(day))) return null;
  return `${local[3]}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function realDay(year: number, month: number, day: number): boolean {
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return day <= [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}

function dateTime(raw: unknown, options: ReadOptions): ReadValue {
  const parts =
    typeof raw === 'string'
      ? /^(\S+?)[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(raw.trim())
      : null;
  const day = parts && isoDate(parts[1]!, options);
  const inRange = parts && Number(parts[2]) < 24 && Number(parts[3]) < 60 && Number(parts[4] ?? 0) < 60;
  if (!parts || !day || !inRange)
    return no(`a date and time as YYYY-MM-DDTHH:MM, with or without a zone${orderWords(options)}`);
  const fraction = parts[5] ? `.${parts[5]}` : '';
  return { ok: true, value: `${day}T${parts[2]}:${parts[3]}:${parts[4] ?? '00'}${fraction}${parts[6] ?? ''}` };
}

function orderWords({ dateOrder }: ReadOptions): string {
  if (!dateOrder) return '';
  return dateOrder === 'mdy' ? ' or MM/DD/YYYY' : ' or DD/MM/YYYY';
}

function choice(definition: AttributeDefinition, raw: unknown): ReadValue {
  const value = typeof raw === 'string' ? known(definition, raw) : null;
  return value === null ? no(oneOf(definition)) : { ok: true, value };
}

function choices(definition: AttributeDefinition, raw: unknown): ReadValue {
  const given = Array.isArray(raw)
    ? raw
    : String(raw)
        .split(/[;|]/)
        .filter((one) => one.trim());
  const found = given.map((one) => (typeof one === 'string' ? known(definition, one) : null));
  if (found.includes(null)) return no(`${oneOf(definition)}, several separated by ;`);
  return { ok: true, value: [...new Set(found as string[])] };
}

function known(definition: AttributeDefinition, given: string): string | null {
  const word = given.trim().toLowerCase();
  return definition.choices.find((one) => one.toLowerCase() === word) ?? null;
}

function oneOf({ choices: all }: AttributeDefinition): string {
  return `one of ${all.slice(0, 12).join(', ')}${all.length > 12 ? ` and ${all.length - 12} more` : ''}`;
}

/** Asking the runtime costs a millisecond; a file names the same few zones in every row. */
const zones = new Set<string>();

function isZone(value: string): boolean {
  if (zones.has(value)) return true;
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: value }).format(0);
    zones.add(value);
    return true;
  } catch {
    return false;
  }
}

function no(expected: string): ReadValue {
  return { ok: false, expected };
}
