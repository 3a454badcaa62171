import type { FilterImplOptions } from 'liquidjs';

/** Where the contact's language is put while rendering; `stepwell` is a name templates may not use themselves. */
interface Scope {
  stepwell?: { language?: string; zone?: string };
}

/** Every filter a template may use. A missing value stays missing, so that it blocks the send instead of printing. */
export const filters: Record<string, FilterImplOptions> = {
  default: (value: unknown, other: unknown) => (blank(value) ? other : value),
  upcase: (value: unknown) => (typeof value === 'string' ? value.toUpperCase() : value),
  downcase: (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : value),
  capitalize: (value: unknown) =>
    typeof value === 'string' && value ? value[0]!.toUpperCase() + value.slice(1) : value,
  /** `{{ contact.renewal_date | date }}`: in words, in the contact's language; "short" or "weekday" change how. */
  date(value: unknown, style: unknown) {
    return formatted(value, localeOf(this.context), (moment, locale) =>
      moment.toLocaleString(locale, { ...dateStyle(style), timeZone: 'UTC' }),
    );
  },
  time(value: unknown) {
    return formatted(value, localeOf(this.context), (moment, locale) =>
      moment.toLocaleString(locale, { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }),
    );
  },
  datetime(value: unknown, style: unknown) {
    return formatted(value, localeOf(this.context), (moment, locale) =>
      moment.toLocaleString(locale, { ...dateStyle(style), hour: 'numeric', minute: '2-digit', timeZone: 'UTC' }),
    );
  },
  number(value: unknown, digits: unknown) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return null;
    const options = typeof digits === 'number' ? { minimumFractionDigits: digits, maximumFractionDigits: digits } : {};
    return number.toLocaleString(localeOf(this.context).language, options);
  },
  list(value: unknown) {
    if (!Array.isArray(value)) return value;
    const items = value.filter((one): one is string => typeof one === 'string' && one !== '');
    return items.length === 0 ? null : new Intl.ListFormat(localeOf(this.context).language).format(items);
  },
  yes_no(value: unknown) {
    if (typeof value !== 'boolean') return null;
    const spanish = localeOf(this.context).language.startsWith('es');
    return value ? (spanish ? 'sí' : 'yes') : 'no';
  },
};

export const filterNames: readonly string[] = Object.keys(filters);

function blank(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function localeOf(context: { globals?: unknown; environments?: unknown }): { language: string; zone: string } {
  const scope = (context.environments ?? {}) as Scope;
  return { language: scope.stepwell?.language ?? 'en-US', zone: scope.stepwell?.zone ?? 'UTC' };
}

const STYLES: Record<string, Intl.DateTimeFormatOptions> = {
  short: { year: 'numeric', month: 'short', day: 'numeric' },
  weekday: { weekday: 'long', month: 'long', day: 'numeric' },
};

function dateStyle(style: unknown): Intl.DateTimeFormatOptions {
  return (typeof style === 'string' ? STYLES[style] : undefined) ?? { year: 'numeric', month: 'long', day: 'numeric' };
}

/**
 * A calendar date or a local date-time is taken as written, whatever zone this process runs in; an instant (with
 * an offset or Z) is first moved to the contact's zone. Null when it is none of these.
 */
function formatted(
  value: unknown,
  { language, zone }: { language: string; zone: string },
  print: (moment: Date, locale: string) => string,
): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?)?$/.exec(
    value.trim(),
  );
  if (!match) return null;
  let wall = `${match[1]}T${match[2] ?? '00:00'}Z`;
  if (match[3]) {
    const instant = new Date(value.trim().replace(' ', 'T'));
    if (Number.isNaN(instant.getTime())) return null;
    wall = `${instant.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`;
  }
  const moment = new Date(wall);
  return Number.isNaN(moment.getTime()) ? null : print(moment, language);
}
