import { describe, expect, it } from 'vitest';
import { nextFire, type WaitRule } from '#core/time/next-fire.ts';
import { oracle, spansOf } from './oracle.ts';

/** TIME_CASES lowers or raises it; TIME_SEED replays one run. */
const CASES = Number(process.env['TIME_CASES'] ?? 1_000_000);
const SEED = Number(process.env['TIME_SEED'] ?? 20261124);
/** Of so many it is looked at whether they are hard ones. */
const NOTED = 50_000;
const DAY = 86_400_000;
const MINUTE = 60_000;
const ZONES = Intl.supportedValuesOf('timeZone');

describe('when a wait is over', () => {
  it(`is what an independent calculation says, in ${CASES} random cases`, { timeout: 600_000 }, () => {
    const next = random(SEED);
    const seen = { gap: 0, overlap: 0, leapDay: 0, thirtyFirst: 0, missing: 0, past: 0, windowed: 0 };
    for (let n = 0; n < CASES; n++) {
      const { rule, zone, since, value, now } = anyCase(next);
      const contact = { since, zone, contactZone: null, attribute: () => value };
      const expected = oracle(rule, zone, since, value, now);
      const found = nextFire(rule, contact, now);
      const same =
        found.kind === 'missing' ? expected === null : found.due === expected?.due && found.at === expected.at;
      if (!same) expect({ n, rule, zone, since, value, now, found }).toEqual({ expected });
      if (n < NOTED) note(seen, rule, zone, value, now, expected);
    }
    // The hard cases were really among them.
    for (const [kind, count] of Object.entries(seen))
      expect(count, kind).toBeGreaterThan(Math.min(CASES, NOTED) / 2000);
  });
});

interface Case {
  rule: WaitRule;
  zone: string;
  since: number;
  value: string | null;
  now: number;
}

type Random = (below: number) => number;

function anyCase(next: Random): Case {
  const zone = ZONES[next(ZONES.length)]!;
  const since = anyMinute(next, zone);
  const date = dateText(anyMinute(next, zone) + spansOf(zone)[0]!.offset, next);
  const rule: WaitRule = { mode: (['duration', 'until', 'attribute'] as const)[next(3)]! };
  if (rule.mode === 'duration') rule.duration = duration(next);
  if (rule.mode === 'until') rule.until = date;
  if (rule.mode === 'attribute') {
    rule.attribute = 'visit';
    if (next(3) > 0) Object.assign(rule, { offset: duration(next), direction: next(2) ? 'after' : 'before' });
    if (next(2)) rule.time = clock(next);
  }
  if (next(2)) rule.window = anyWindow(next);
  const value = rule.mode === 'attribute' && next(50) === 0 ? null : date;
  return { rule, zone, since, value, now: since + (next(3) ? 0 : (next(400) - 200) * 3_600_000) };
}

/** Half of all minutes lie within a day and a half of a clock change of the zone, or on the last days of a month. */
function anyMinute(next: Random, zone: string): number {
  const minute = Math.floor(Date.UTC(2010, 0, 1) / MINUTE) + next(30 * 365 * 1440);
  const choice = next(4);
  if (choice === 0) {
    const changes = spansOf(zone).filter(({ from }) => from > Date.UTC(2008, 0, 1) && from < Date.UTC(2041, 0, 1));
    if (changes.length > 0) return changes[next(changes.length)]!.from + (next(72 * 60) - 36 * 60) * MINUTE;
  }
  if (choice === 1) {
    const date = new Date(minute * MINUTE);
    const leapYear = 2012 + next(8) * 4;
    const day = next(2) ? Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0) : Date.UTC(leapYear, 1, 29);
    return day + next(1440) * MINUTE;
  }
  return minute * MINUTE;
}

function dateText(local: number, next: Random): string {
  const text = new Date(local).toISOString();
  return next(2) ? text.slice(0, 10) : text.slice(0, 16);
}

function duration(next: Random): string {
  const months = next(3) === 0 ? `${next(30)}M` : '';
  const weeks = next(5) === 0 ? `${next(9)}W` : '';
  const exact = next(2) ? `T${next(100)}H${next(60)}M` : '';
  return `P${months}${weeks}${next(40)}D${exact}`;
}

const clock = (next: Random) => `${pad(next(24))}:${pad(next(60))}`;
const pad = (n: number) => String(n).padStart(2, '0');

function anyWindow(next: Random): NonNullable<WaitRule['window']> {
  const window: { weekdays?: number[]; daysOfMonth?: number[]; from?: string; to?: string } = {};
  if (next(2)) window.weekdays = some(next, 7);
  if (next(4) === 0) window.daysOfMonth = some(next, 31);
  if (next(2)) window.from = clock(next);
  if (next(2)) window.to = clock(next);
  return window;
}

/** One to four different numbers from 1 to `most`. */
function some(next: Random, most: number): number[] {
  return [...new Set(Array.from({ length: 1 + next(4) }, () => 1 + next(most)))];
}

function note(
  seen: Record<string, number>,
  rule: WaitRule,
  zone: string,
  value: string | null,
  now: number,
  expected: { due: number; at: number } | null,
): void {
  const add = (kind: string, when: boolean) => when && seen[kind]!++;
  add('missing', expected === null);
  add('windowed', rule.window !== undefined);
  if (!expected) return;
  add('past', expected.due < now);
  const date =
    rule.mode === 'until' ? rule.until! : rule.mode === 'attribute' ? value! : new Date(expected.due).toISOString();
  add('leapDay', date.slice(5, 10) === '02-29');
  add('thirtyFirst', date.slice(8, 10) === '31');
  for (const { from, offset } of spansOf(zone).slice(1)) {
    if (Math.abs(expected.due - from) > DAY) continue;
    const before = spansOf(zone).find((span) => span.to === from)!.offset;
    add(offset > before ? 'gap' : 'overlap', true);
  }
}

/** mulberry32: small, seeded, good enough to pick cases. */
function random(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}
