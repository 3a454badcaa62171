export const durationUnits = ['minutes', 'hours', 'days', 'weeks', 'months'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const FORM: Readonly<Record<DurationUnit, (n: number) => string>> = {
  minutes: (n) => `PT${n}M`,
  hours: (n) => `PT${n}H`,
  days: (n) => `P${n}D`,
  weeks: (n) => `P${n}W`,
  months: (n) => `P${n}M`,
};

/** `P3D` as { n: 3, unit: 'days' }; null when it has several parts or is none. */
export function readDuration(iso: string | undefined): { n: number; unit: DurationUnit } | null {
  const match = /^P(?:(\d+)M|(\d+)W|(\d+)D|T(\d+)H|T(\d+)M)$/.exec(iso ?? '');
  if (!match) return null;
  const units = ['months', 'weeks', 'days', 'hours', 'minutes'] as const;
  const at = match.slice(1).findIndex((part) => part !== undefined);
  return { n: Number(match[at + 1]), unit: units[at]! };
}

export const writeDuration = (n: number, unit: DurationUnit): string => FORM[unit](Math.max(0, Math.round(n)));

/** `P1DT12H` as "1 day 12 hours"; the text itself when it is not a duration. */
export function durationWords(iso: string | undefined): string {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(
    iso ?? '',
  );
  if (!match) return iso ?? '';
  const names = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'];
  return names
    .map((name, i) => ({ name, n: Number(match[i + 1] ?? 0) }))
    .filter(({ n }) => n > 0)
    .map(({ name, n }) => `${n} ${name}${n === 1 ? '' : 's'}`)
    .join(' ');
}
