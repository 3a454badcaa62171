/** How the contact reads: language as BCP 47, zone as IANA name. */
export interface Locale {
  language: string;
  zone: string;
}

export type Filter = (value: unknown, locale: Locale, ...given: unknown[]) => unknown;

/** Every filter a template may use. A missing value stays missing, so that it blocks the send instead of printing. */
export const filters: Readonly<Record<string, Filter>> = {
  default: (value, _locale, other) => (blank(value) ? other : value),
  upcase: (value) => (typeof value === 'string' ? value.toUpperCase() : value),
  downcase: (value) => (typeof value === 'string' ? value.toLowerCase() : value),
  capitalize: (value) => (typeof value === 'string' && value ? value[0]!.toUpperCase() + value.slice(1) : value),
  /** `{{ contact.renewal_date | date }}`: in words, in the contact's language; "short" or "weekday" change how. */
  date: (value, locale, style) => formatted(value, locale, dayStyle(style)),
  time: (value, locale) => formatted(value, locale, 'time'),
  datetime: (value, locale, style) => formatted(value, locale, `${dayStyle(style)}-time`),
  number(value, { language }, digits) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return null;
    const exact = typeof digits === 'number' && digits >= 0 && digits <= 10 ? Math.trunc(digits) : null;
    const options = exact === null ? {} : { minimumFractionDigits: exact, maximumFractionDigits: exact };
    return once(numberFormats, `${language} ${exact}`, () => new Intl.NumberFormat(language, options)).format(number);
  },
  list(value, { language }) {
    if (!Array.isArray(value)) return value;
    const items = value.filter((one): one is string => typeof one === 'string' && one !== '');
    if (items.length === 0) return null;
    return once(listFormats, language, () => new Intl.ListFormat(language)).format(items);
  },
  yes_no(value, { language }) {
    if (typeof value !== 'boolean') return null;
    return value ? (language.startsWith('es') ? 'sí' : 'yes') : 'no';
  },
};

export const filterNames: readonly string[] = Object.keys(filters);

function blank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

const DAY: Record<'long' | 'short' | 'weekday', Intl.DateTimeFormatOptions> = {
  long: { year: 'numeric', month: 'long', day: 'numeric' },
  short: { year: 'numeric', month: 'short', day: 'numeric' },
  weekday: { weekday: 'long', month: 'long', day: 'numeric' },
};
const TIME: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit' };

const STYLES = {
  ...DAY,
  time: TIME,
  'long-time': { ...DAY.long, ...TIME },
  'short-time': { ...DAY.short, ...TIME },
  'weekday-time': { ...DAY.weekday, ...TIME },
} satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Making a formatter costs more than rendering a whole mail, so each is made once. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();
const wallClocks = new Map<string, Intl.DateTimeFormat>();
const numberFormats = new Map<string, Intl.NumberFormat>();
const listFormats = new Map<string, Intl.ListFormat>();

function dayStyle(style: unknown): keyof typeof DAY {
  return style === 'short' || style === 'weekday' ? style : 'long';
}

function dateFormat(locale: string, style: keyof typeof STYLES): Intl.DateTimeFormat {
  return once(
    dateFormats,
    `${locale} ${style}`,
    () => new Intl.DateTimeFormat(locale, { ...STYLES[style], timeZone: 'UTC' }),
  );
}

/** Writes an instant as `2026-12-08 14:30:00` on the clocks of a zone. */
function wallClock(timeZone: string): Intl.DateTimeFormat {
  const options = { dateStyle: 'short', timeStyle: 'medium', timeZone } as const;
  return once(wallClocks, timeZone, () => new Intl.DateTimeFormat('sv-SE', options));
}

function once<T>(kept: Map<string, T>, key: string, make: () => T): T {
  let found = kept.get(key);
  if (found === undefined) {
    found = make();
    if (kept.size >= 1000) kept.clear();
    kept.set(key, found);
  }
  return found;
}

/**
 * A calendar date or a local date-time is taken as written, whatever zone this process runs in; an instant (with
 * an offset or Z) is first moved to the contact's zone. Null when it is none of these.
 */
function formatted(value: unknown, { language, zone }: Locale, style: keyof typeof STYLES): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    value.trim(),
  );
  if (!match) return null;
  let wall = `${match[1]}T${match[2] ?? '00:00'}Z`;
  if (match[3]) {
    const instant = new Date(value.trim().replace(' ', 'T'));
    if (Number.isNaN(instant.getTime())) return null;
    wall = `${wallClock(zone).format(instant).replace(' ', 'T')}Z`;
  }
  const moment = new Date(wall);
  return Number.isNaN(moment.getTime()) ? null : dateFormat(language, style).format(moment);
}
