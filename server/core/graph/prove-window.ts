import type { Finding } from '../finding.ts';
import type { WaitConfig } from '../steps/wait-for-time.ts';
import { toLocal } from '../time/local.ts';
import { nextFire } from '../time/next-fire.ts';
import { type TimeWindow, nextInWindow } from '../time/window.ts';
import type { StepNode } from './model.ts';
import { withExample } from './prove-branches.ts';
import type { FindExample } from './prove-example.ts';
import type { Proving } from './prove-facts.ts';
import { nameOf } from './traverse.ts';

const DAY = 86_400_000;
/** A window closed for longer than this is rarely meant. */
const RARE_DAYS = 62;
/** Every third day of a year: all weekdays, all days of the month. */
const SAMPLES = 122;

/** A window that opens so seldom that it misses what is waited for, or hardly opens at all. */
export function proveWindow(proving: Proving, step: StepNode, config: WaitConfig, example: FindExample): Finding[] {
  const { window } = config;
  if (!window || (window.from !== undefined && window.from === window.to)) return [];
  try {
    return [...proveRare(proving, step, config, window, example), ...proveLate(proving, step, config, example)];
  } catch {
    // No day fits at all: the wait itself says so.
    return [];
  }
}

function proveRare(
  { graph, now }: Proving,
  step: StepNode,
  config: WaitConfig,
  window: TimeWindow,
  example: FindExample,
): Finding[] {
  if (!window.weekdays?.length || !window.daysOfMonth?.length) return [];
  const zone = zoneOf(config, graph.settings.timezone);
  const gap = remember(`rare ${zone} ${JSON.stringify(window)} ${Math.floor(now / DAY)}`, () =>
    widestGap(zone, window, now),
  );
  const days = Math.floor((gap.to - gap.from) / DAY);
  if (days <= RARE_DAYS) return [];
  const message = `These weekdays and days of the month seldom meet: somebody may wait here for ${days} days.`;
  const found =
    config.mode === 'duration'
      ? example({
          step: step.id,
          start: gap.from,
          words: `waits for more than ${RARE_DAYS} days at “${nameOf(graph, step.id)}”`,
          shows: ({ enteredAt, leftAt }) => leftAt !== null && leftAt - enteredAt > RARE_DAYS * DAY,
        })
      : undefined;
  return [
    {
      severity: 'warning',
      code: 'prove.window-rare',
      message,
      step: step.id,
      field: 'window.daysOfMonth',
      ...withExample(found),
    },
  ];
}

/** The longest time within two years in which the window is shut. */
function widestGap(zone: string, window: TimeWindow, now: number): { from: number; to: number } {
  let widest = { from: now, to: now };
  for (let day = now; day < now + 731 * DAY; day += DAY) {
    const opens = nextInWindow(zone, window, day);
    if (opens - day > widest.to - widest.from) widest = { from: day, to: opens };
    // Nothing in between can be shut for longer.
    day = Math.max(day, opens - DAY);
  }
  return widest;
}

interface Late {
  /** Of the dates tried, how many it misses. */
  share: number;
  /** A date it misses. */
  date: string;
}

function proveLate(
  { graph, world, now }: Proving,
  step: StepNode,
  config: WaitConfig,
  example: FindExample,
): Finding[] {
  const { attribute, direction } = config;
  if (config.mode !== 'attribute' || !attribute || direction === 'after') return [];
  const type = world.vocabulary.attributes.get(attribute)?.type;
  if (type !== 'date' && type !== 'datetime') return [];
  const zone = graph.settings.timezone;
  const { offset, time, window } = config;
  const day = Math.floor(now / DAY);
  const late = remember(`late ${type} ${zone} ${JSON.stringify([offset, time, window, config.zone])} ${day}`, () =>
    missed(config, type, zone, now),
  );
  if (late.share === 0) return [];
  const mostly = late.share >= 0.5;
  const always = late.share === 1;
  const which = always ? 'always' : mostly ? 'for most dates' : 'for some dates';
  return [
    {
      severity: mostly ? 'warning' : 'hint',
      code: 'prove.window-late',
      message: `The window opens only after the date has passed, ${which}: contacts go on too late.`,
      step: step.id,
      field: 'window',
      ...withExample(
        example({
          step: step.id,
          values: { [attribute]: late.date },
          words: `leaves “${nameOf(graph, step.id)}” after the date, ${late.date.slice(0, 16).replace('T', ' ')}`,
          shows: ({ leftAt, exitReason }) =>
            leftAt !== null && exitReason === null && leftAt > instantOf(late.date, zone),
        }),
      ),
    },
  ];
}

/** Tries the wait's own rule on dates all over a year. */
function missed(config: WaitConfig, type: 'date' | 'datetime', zone: string, now: number): Late {
  const times = type === 'date' ? [''] : ['T09:00:00', 'T15:30:00'];
  let n = 0;
  let found: string | null = null;
  for (let i = 0; i < SAMPLES; i++)
    for (const clock of times) {
      const date = new Date(now + (45 + i * 3) * DAY).toISOString().slice(0, 10) + clock;
      const rule = { ...config, zone: config.zone === 'contact' ? 'journey' : config.zone };
      const contact = { since: now, zone, contactZone: null, attribute: () => date };
      const fire = nextFire(rule, contact, now);
      if (fire.kind !== 'at' || fire.at <= instantOf(date, zone)) continue;
      n++;
      found ??= date;
    }
  return { share: n / (SAMPLES * times.length), date: found ?? '' };
}

/** The instant after which it is too late: the end of a bare day. */
function instantOf(date: string, zone: string): number {
  const bare = date.length === 10;
  const local = Date.parse(`${bare ? `${date}T23:59:59` : date}Z`);
  return local - (toLocal(zone, local) - local);
}

function zoneOf({ zone }: WaitConfig, journey: string): string {
  return zone === undefined || zone === 'journey' || zone === 'contact' ? journey : zone;
}

/** While a drawing is drawn, the same few windows are asked about after every stroke. */
const answers = new Map<string, unknown>();

function remember<T>(key: string, work: () => T): T {
  if (answers.has(key)) return answers.get(key) as T;
  const answer = work();
  if (answers.size >= 500) answers.clear();
  answers.set(key, answer);
  return answer;
}
