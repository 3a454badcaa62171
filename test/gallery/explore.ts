import type { Graph } from '#core/graph/model.ts';
import type { PreparedGraph } from '#core/graph/prepare.ts';
import { outletsOf } from '#core/graph/traverse.ts';
import type { AssumedEvent } from '#core/run/happen.ts';
import { type SimulatedStep, simulate } from '#core/run/simulate.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Everything that may happen to a contact of this journey, each an hour or two days after one of its emails. */
export function happenings(graph: Graph, linksOf: (template: string) => readonly string[]): AssumedEvent[] {
  const text = JSON.stringify(graph);
  const customs = [...text.matchAll(/"(?:kind":"custom|engaged":"custom)","name":"([^"]+)"/g)].map((one) => one[1]!);
  const asked = [...text.matchAll(/"attribute":"([a-z_]+)","op":"(exists|not_exists)"/g)].map((one) => one[1]!);
  const sends = graph.steps.filter((one) => one.type === 'send-email');
  return sends.flatMap(({ id: step, config }) => {
    const after = (event: AssumedEvent) => [HOUR, 2 * DAY].map((afterSend) => ({ ...event, step, afterSend }));
    return [
      ...linksOf(String(config['template'])).flatMap((link) => after({ kind: 'click', link })),
      // A link of an earlier version of the template.
      ...after({ kind: 'click', link: 'gone' }),
      ...after({ kind: 'open' }),
      ...after({ kind: 'portal_read' }),
      ...after({ kind: 'reply' }),
      ...new Set(customs).values().flatMap((name) => after({ kind: 'custom', name })),
      ...new Set(asked)
        .values()
        .flatMap((attribute) => [
          ...after({ kind: 'attribute', attribute, value: '2030-01-15T10:00' }),
          ...after({ kind: 'attribute', attribute, value: null }),
        ]),
    ];
  });
}

/** One thing a step of the drawing does: `STEP>OUTLET`, an end or a jump. */
export function everyOutlet(graph: Graph): Set<string> {
  return new Set(
    graph.steps.flatMap((step) => {
      if (step.type === 'end') return [`${step.id}>end`];
      if (step.type === 'go-to') return [`${step.id}>jump`];
      return outletsOf(step).map(({ id }) => `${step.id}>${id}`);
    }),
  );
}

export function outletsTaken(path: readonly SimulatedStep[]): string[] {
  return path.map(({ step, type, outlet }) => `${step}>${type === 'end' ? 'end' : outlet}`);
}

export interface Walked {
  facts: ContactFacts;
  events: readonly AssumedEvent[];
  path: SimulatedStep[];
}

/**
 * Walks people through a journey under more and more happenings until every outlet was taken or nothing new comes of it.
 * Answers with one walk per new outlet, and with what was never taken.
 */
export function exploreAll(
  prepared: PreparedGraph,
  vocabulary: Vocabulary,
  people: readonly ContactFacts[],
  events: readonly AssumedEvent[],
  start: number,
  sample = 30,
): { walks: Walked[]; left: Set<string>; unended: string[] } {
  const left = everyOutlet(prepared.graph);
  const unended: string[] = [];
  const walks: Walked[] = [];
  let frontier: (readonly AssumedEvent[])[] = [[]];
  const tried = new Set<string>();
  for (let depth = 0; depth <= MOST_EVENTS && left.size > 0 && frontier.length > 0; depth++) {
    const next: (readonly AssumedEvent[])[] = [];
    // Everybody, as long as nothing happens; then the first of each fork that was found, and some of the rest.
    const asked = depth === 0 ? people : [...new Set([...walks.map((one) => one.facts), ...spread(people, sample)])];
    for (const assumed of frontier) {
      for (const facts of asked) {
        if (left.size === 0) break;
        const path = walk(prepared, vocabulary, facts, assumed, start);
        if (path.at(-1)?.exitReason === null) unended.push(path.at(-1)!.step);
        const fresh = outletsTaken(path).filter((one) => left.delete(one));
        if (fresh.length > 0) walks.push({ facts, events: assumed, path });
        // Only what concerns an email that was sent here can lead further.
        for (const event of events) {
          if (!path.some((one) => one.step === event.step)) continue;
          const longer = [...assumed, event];
          const key = JSON.stringify(longer);
          if (!tried.has(key)) next.push(longer);
          tried.add(key);
        }
      }
    }
    frontier = next;
  }
  return { walks, left, unended };
}

const MOST_EVENTS = 2;

function spread<T>(all: readonly T[], n: number): T[] {
  const step = Math.max(1, Math.floor(all.length / n));
  return all.filter((_, i) => i % step === 0).slice(0, n);
}

export function walk(
  prepared: PreparedGraph,
  vocabulary: Vocabulary,
  facts: ContactFacts,
  events: readonly AssumedEvent[],
  start: number,
): SimulatedStep[] {
  return simulate({ prepared, vocabulary, facts, start, events });
}
