import { z } from 'zod';
import { type Graph, graph as graphSchema } from '#core/graph/model.ts';
import { outletsOf } from '#core/graph/traverse.ts';

/** Chance, with the few questions a plan asks of it. */
export interface Dice {
  (): number;
  below(n: number): number;
  pick<T>(from: readonly T[]): T;
  chance(p: number): boolean;
}

export function dice(random: () => number): Dice {
  const below = (n: number) => Math.floor(random() * n);
  return Object.assign(() => random(), {
    below,
    pick: <T>(from: readonly T[]): T => from[below(from.length)]!,
    chance: (p: number) => random() < p,
  });
}

export const SEGMENTS = ['Invited', 'Seen'];
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const START = Date.UTC(2026, 5, 1, 15, 0);

/** Any drawing: circles, loose ends and steps nobody reaches included. */
export function drawGraph(d: Dice, name: string): Graph {
  const size = 2 + d.below(8);
  const id = (n: number) => `s${n}`;
  const steps = Array.from({ length: size }, (_, n) => ({ id: id(n), name: '', ...drawStep(d, size, id) }));
  // Mostly of an email there is, so that opens come to matter.
  const sends = steps.filter(({ type }) => type === 'send-email');
  for (const { config } of steps) {
    const event = opensAwaited({ config });
    if (event && sends.length > 0 && d.chance(0.8)) event.step = d.pick(sends).id;
  }
  const edges = steps.flatMap((step) =>
    outletsOf(step).flatMap((outlet) =>
      d.chance(0.92) ? [{ from: step.id, outlet: outlet.id, to: id(d.below(size)) }] : [],
    ),
  );
  // Mostly forwards, so that contacts come to see most of it.
  for (const edge of edges) {
    const from = Number(edge.from.slice(1));
    if (from + 1 < size && d.chance(0.7)) edge.to = id(from + 1 + d.below(size - from - 1));
  }
  return graphSchema.parse({
    stepwell: 1,
    name,
    triggers: [{ type: 'manual' }],
    settings: {
      timezone: 'UTC',
      priority: 1 + d.below(9),
      exit: d.chance(0.25) ? [d.chance(0.5) ? { segment: 'Seen' } : { attribute: 'age', op: 'gte', value: 60 }] : [],
    },
    steps,
    edges: [{ from: 'trigger', outlet: 'entered', to: 's0' }, ...edges],
  });
}

function opensAwaited({ config }: { config: Record<string, unknown> }): { kind: 'open'; step: string } | null {
  const event = z.object({ kind: z.literal('open'), step: z.string() }).safeParse(config['event']);
  return event.success ? (config['event'] as { kind: 'open'; step: string }) : null;
}

function drawStep(d: Dice, size: number, id: (n: number) => string): { type: string; config: Record<string, unknown> } {
  const kind = d.below(14);
  if (kind < 3) return { type: 'send-email', config: { template: 'Any', purpose: 'operations' } };
  if (kind < 5) return { type: 'wait-for-time', config: drawWait(d) };
  if (kind < 8)
    return { type: 'wait-for-event', config: { event: drawEvent(d, size, id), timeout: d.pick(['PT2H', 'PT12H']) } };
  if (kind === 8)
    return {
      type: 'branch',
      config: { paths: [0, 1].map((n) => ({ id: `p${n}`, label: '', filter: drawFilter(d) })) },
    };
  if (kind === 9)
    return { type: 'split', config: { paths: [30, 70].map((weight, n) => ({ id: `p${n}`, label: '', weight })) } };
  if (kind === 10) return { type: 'go-to', config: { target: { step: id(d.below(size)) }, repeats: d.below(3) } };
  if (kind === 11)
    return { type: d.pick(['add-to-segment', 'remove-from-segment']), config: { segment: d.pick(SEGMENTS) } };
  if (kind === 12)
    return { type: 'update-attribute', config: { attribute: 'age', action: 'increase', by: d.pick([1, 7, -3]) } };
  return { type: 'end', config: { reason: d.pick(['completed', 'goal']) } };
}

function drawWait(d: Dice): Record<string, unknown> {
  if (d.chance(0.6)) return { mode: 'duration', duration: d.pick(['PT0S', 'PT1H', 'PT5H']) };
  return {
    mode: 'attribute',
    attribute: 'appointment',
    offset: d.pick(['PT1H', 'PT3H']),
    direction: d.pick(['before', 'after']),
    onMissing: d.pick(['skip', 'wait', 'exit']),
    onPast: d.pick(['go', 'exit']),
  };
}

function drawEvent(d: Dice, size: number, id: (n: number) => string): Record<string, unknown> {
  const kind = d.below(4);
  if (kind === 0) return { kind: 'custom', name: d.pick(['booked', 'called']) };
  if (kind === 1) return { kind: 'attribute', attribute: d.pick(['age', 'appointment']) };
  if (kind === 2) return { kind: 'filter', filter: drawFilter(d) };
  return { kind: 'open', step: id(d.below(size)) };
}

export type SimpleFilter =
  | { segment: string }
  | { attribute: string; op: 'gte'; value: number }
  | { not: SimpleFilter };

function drawFilter(d: Dice): SimpleFilter {
  const one: SimpleFilter = d.chance(0.5)
    ? { segment: d.pick(SEGMENTS) }
    : { attribute: 'age', op: 'gte', value: d.pick([30, 40, 50]) };
  return d.chance(0.25) ? { not: one } : one;
}

/** Something the world outside does to the installation. */
export type Deed =
  | { do: 'custom'; contact: number; name: string }
  | { do: 'open'; contact: number; journey: number; step: string; machine: boolean }
  | { do: 'age'; contact: number; value: number }
  | { do: 'appointment'; contact: number; value: string | null }
  | { do: 'segment'; contact: number; segment: string; member: boolean }
  | { do: 'clock'; ms: number }
  /** The clock goes on to just before somebody is due. */
  | { do: 'brink'; before: number }
  | { do: 'enroll'; contact: number; journey: number }
  | { do: 'pause'; journey: number; paused: boolean }
  | { do: 'delete'; contact: number }
  | { do: 'rest' };

export interface Plan {
  graphs: Graph[];
  contacts: number;
  deeds: Deed[];
  /** Chance of a kill at any one effect. */
  deadly: number;
  /** Most enrollments a tick claims. */
  limit: number;
}

export function drawPlan(d: Dice): Plan {
  const journeys = 1 + d.below(2);
  const contacts = 1 + d.below(3);
  const graphs = Array.from({ length: journeys }, (_, n) => drawGraph(d, `Journey ${n}`));
  const drawn = Array.from({ length: 6 + d.below(20) }, () => drawDeed(d, contacts, graphs));
  // Often the minute of a held open is over while everything else is still going on.
  const deeds = drawn.flatMap((one): Deed[] =>
    one.do === 'open' && d.chance(0.6) ? [one, { do: 'clock', ms: MINUTE }, { do: 'rest' }] : [one],
  );
  return { graphs, contacts, deeds, deadly: d.pick([0, 0.01, 0.04, 0.1]), limit: d.pick([1, 2, 50]) };
}

function drawDeed(d: Dice, contacts: number, graphs: readonly Graph[]): Deed {
  const contact = d.below(contacts);
  const journey = d.below(graphs.length);
  const kind = d.below(26);
  if (kind > 23) return { do: 'brink', before: d.pick([MINUTE / 2, 8 * MINUTE]) };
  if (kind < 4) return { do: 'custom', contact, name: d.pick(['booked', 'called']) };
  if (kind < 7) {
    const { steps } = graphs[journey]!;
    const awaited = steps.flatMap((step) => opensAwaited(step)?.step ?? []);
    const step = awaited.length > 0 && d.chance(0.7) ? d.pick(awaited) : d.pick(steps).id;
    return { do: 'open', contact, journey, step, machine: d.chance(0.3) };
  }
  if (kind < 10) return { do: 'age', contact, value: d.pick([20, 35, 45, 55, 65]) };
  if (kind < 12) {
    const at = new Date(START + d.below(60) * HOUR).toISOString();
    return { do: 'appointment', contact, value: d.chance(0.2) ? null : at };
  }
  if (kind < 14) return { do: 'segment', contact, segment: d.pick(SEGMENTS), member: d.chance(0.6) };
  if (kind < 18)
    return { do: 'clock', ms: d.pick([1, MINUTE / 2, 4 * MINUTE, HOUR, HOUR - MINUTE / 2, 5 * HOUR, 12 * HOUR]) };
  if (kind === 18) return { do: 'clock', ms: -d.pick([1, HOUR, 7 * HOUR]) };
  if (kind === 19) return { do: 'enroll', contact, journey };
  if (kind === 20) return { do: 'pause', journey, paused: d.chance(0.5) };
  if (kind === 21 && d.chance(0.2)) return { do: 'delete', contact };
  return { do: 'rest' };
}
