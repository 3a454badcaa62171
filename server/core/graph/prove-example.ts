import type { Example } from '../example.ts';
import { phi } from '../phi.ts';
import type { AssumedEvent } from '../run/happen.ts';
import type { Happening, RehearseInput } from '../run/rehearse.ts';
import { type SimulatedStep, simulate } from '../run/simulate.ts';
import type { EngagementCondition } from '../segment/ast.ts';
import { describeFilter } from '../segment/describe.ts';
import { matches } from '../segment/evaluate.ts';
import type { AttributeValue, ContactFacts, Vocabulary } from '../segment/fields.ts';
import { type Claim, type Model, solve } from '../segment/solve.ts';
import { solveAttribute } from '../segment/solve-attribute.ts';
import { parseMoment } from '../time/iso.ts';
import { TRIGGER } from './model.ts';
import { type PreparedGraph, prepare } from './prepare.ts';
import { eventOf } from './prove-config.ts';
import type { Proving } from './prove-facts.ts';
import { type Route, claimsAlong, routesTo } from './prove-route.ts';
import { stepOf } from './traverse.ts';

/** Whom an example must be about, and what must be seen when they walk. */
export interface Wanted {
  /** They come here (to the trigger: and leave before the first step), */
  step: string;
  /** being this when they do, */
  claims?: readonly Claim[];
  /** from these values (over what the claims make of them), */
  values?: Readonly<Record<string, AttributeValue>>;
  /** going on by this outlet, */
  outlet?: string | undefined;
  /** and not by way of these steps, */
  avoid?: ReadonlySet<string>;
  /** beginning at this time, */
  start?: number;
  /** and this is then true of their path. The first stop at `step`, and what became of its email, are given. */
  shows(here: SimulatedStep, seen: Seen): boolean;
  /** What is to be seen, in words. */
  words: string;
}

export interface Seen {
  path: readonly SimulatedStep[];
  /** States of the emails, by `STEP#VISIT`. */
  emails: ReadonlyMap<string, string>;
}

/** Somebody who was walked through the drawing, to the end. */
interface Walked extends Seen {
  example: Example;
}

export type FindExample = (wanted: Wanted) => Example | undefined;

/** Walks the prover takes to show what it says; past that its findings stand without an example. */
const MOST_WALKS = 24;

/**
 * Looks for invented contacts who show a finding. Whoever is found has been walked through the drawing by the interpreter,
 * and was seen to do what is claimed: an example never has to be believed.
 */
export function exampleFinder(proving: Proving): FindExample {
  const { now } = proving;
  let prepared: PreparedGraph | null = null;
  let walks = 0;
  const walked: Walked[] = [];
  try {
    prepared = prepare(proving.graph);
  } catch {
    // Half drawn: it cannot be walked yet.
  }
  return (wanted) => {
    if (!prepared) return undefined;
    const met = walked.find((one) => meets(one, wanted, now));
    if (met) return { ...met.example, shows: wanted.words };
    for (const route of routesTo(proving, wanted.step, wanted.avoid)) {
      if (walks++ >= MOST_WALKS) return undefined;
      const model = modelFor(proving, route, wanted);
      if (!model) continue;
      // Past the step in question whatever is waited for happens, so that one walk shows much; if that spoils it, it does not.
      for (const onward of [true, false]) {
        const found = walk(proving, prepared, { route, model, onward }, wanted);
        if (!found) break;
        walked.push(found);
        if (shown(found, wanted)) return found.example;
      }
    }
    return undefined;
  };
}

function modelFor(proving: Proving, route: Route, { step, outlet, claims = [], values = {} }: Wanted): Model | null {
  const { graph, world, now } = proving;
  const onward = outlet === undefined ? route : [...route, { step, outlet }];
  const all = claimsAlong(proving, onward, claims).filter(
    ({ filter }) => !('attribute' in filter) || !Object.hasOwn(values, filter.attribute),
  );
  const found = solve(all, { vocabulary: world.vocabulary, now, zone: graph.settings.timezone });
  return found.kind === 'some' ? { ...found.model, values: { ...found.model.values, ...values } } : null;
}

const SECOND = 1000;
/** A test run takes two hundred; an example is handed to one. */
const MOST_EVENTS = 150;

function walk(
  { graph, world, now }: Proving,
  prepared: PreparedGraph,
  { route, model, onward }: { route: Route; model: Model; onward: boolean },
  wanted: Wanted,
): Walked | undefined {
  const { vocabulary } = world;
  const start = wanted.start ?? now;
  const outlets = new Map(route.map(({ step, outlet }) => [step, outlet]));
  if (wanted.outlet !== undefined) outlets.set(wanted.step, wanted.outlet);
  const history = historyOf(model, start);
  const events: AssumedEvent[] = model.deeds.flatMap(({ condition, times }) => followUps(condition, times));
  const emails = new Map<string, string>();
  const facts = factsOf(model, history);
  const done = new Set<string>();
  const added: Happening[] = [];
  const input: RehearseInput = {
    prepared,
    facts,
    vocabulary,
    start,
    events,
    deliver: ({ command, id, facts: then, now: at, last }) => {
      const options = { vocabulary, now: at, zone: prepared.zone, journey: SIMULATED, lastSend: last };
      const goes = command.guard === null || matches(command.guard, then, options);
      emails.set(id, goes ? 'sent' : 'refused');
      return { state: goes ? 'sent' : 'refused', method: 'none', event: null };
    },
    journeyId: SIMULATED,
    meanwhile: ({ standing, facts: then, now: at }) => {
      const outlet = outlets.get(standing.step);
      const past = onward && outlet === undefined && (standing.visits[wanted.step] ?? 0) > 0;
      if ((outlet !== 'happened' && !past) || done.has(standing.step) || added.length >= MOST_EVENTS) return [];
      done.add(standing.step);
      const event = awaited(stepOf(graph, standing.step), then, vocabulary, at + SECOND);
      if (event) added.push(event);
      return event ? [event] : [];
    },
  };
  let path: SimulatedStep[];
  try {
    path = simulate(input);
  } catch {
    return undefined;
  }
  return {
    path,
    emails,
    example: {
      words: wordsOf(model, vocabulary),
      shows: wanted.words,
      values: model.values,
      lists: [...facts.lists],
      segments: [...facts.segments],
      history,
      events: [...events, ...added],
      start,
    },
  };
}

/** Whether what was to be seen was, by whoever walked there. */
function shown({ path, emails }: Walked, wanted: Wanted): boolean {
  const { step } = wanted;
  if (step === TRIGGER) return path.length === 0;
  const here = path.find((stop) => stop.step === step);
  return here !== undefined && wanted.shows(here, { path, emails });
}

/** Whether somebody who has walked already will do: where nobody in particular is asked for, whoever shows it is as good. */
function meets(walked: Walked, wanted: Wanted, now: number): boolean {
  const { claims = [], values, outlet, avoid, start = now } = wanted;
  if (claims.length > 0 || values !== undefined || outlet !== undefined || start !== walked.example.start) return false;
  if (avoid && walked.path.some(({ step }) => avoid.has(step))) return false;
  return shown(walked, wanted);
}

const SIMULATED = 'simulated';
const NOBODY = '00000000-0000-7000-8000-000000000000';

function factsOf({ values, lists, segments }: Model, history: Example['history']): ContactFacts {
  const known = Object.entries(values).filter(([, value]) => value !== null);
  const names = (of: ReadonlyMap<string, boolean>) => new Set([...of].flatMap(([name, is]) => (is ? [name] : [])));
  return {
    contactId: NOBODY,
    attributes: Object.fromEntries(known.map(([key, value]) => [key, phi(value)])),
    lists: names(lists),
    segments: names(segments),
    events: history.map((one) => ({ ...one, human: true })),
    messages: [],
    journeys: new Set(),
  };
}

/** What must have been done before, of what is about no email of this journey. */
function historyOf({ deeds }: Model, start: number): Example['history'] {
  return deeds.flatMap(({ condition: { engaged, step, last, template, link, name }, times }) => {
    if (step !== undefined || last !== undefined) return [];
    const one = {
      kind: engaged,
      at: start - 60 * SECOND,
      ...(template === undefined ? {} : { template }),
      ...(link === undefined ? {} : { link }),
      ...(name === undefined ? {} : { name }),
    };
    return Array.from({ length: Math.min(times, 50) }, () => one);
  });
}

function followUps({ engaged, step, link, name }: EngagementCondition, times: number): AssumedEvent[] {
  if (step === undefined) return [];
  return Array.from({ length: Math.min(times, 50) }, (_, i) => ({
    kind: engaged,
    step,
    afterSend: (i + 1) * SECOND,
    ...(link === undefined ? {} : { link }),
    ...(name === undefined ? {} : { name }),
  }));
}

/** The event a wait waits for, happening. Nothing for a condition: whoever meets it does so from the beginning. */
function awaited(
  step: Parameters<typeof eventOf>[0] | null,
  facts: ContactFacts,
  vocabulary: Vocabulary,
  at: number,
): Happening | null {
  const event = step && eventOf(step)?.event;
  if (!event || event.kind === 'filter') return null;
  if (event.kind === 'attribute') {
    const key = event.attribute ?? '';
    const now = facts.attributes[key];
    const definition = vocabulary.attributes.get(key);
    // To something, where it was unknown; else to nothing: either way it changes.
    const some = definition && !now ? solveAttribute(definition, [], at, 'UTC') : null;
    return { kind: 'attribute', attribute: key, value: some?.kind === 'value' ? some.value : null, at };
  }
  const { kind, link, name } = event;
  return {
    kind,
    at,
    ...(event.step ? { step: event.step } : {}),
    ...(link ? { link } : {}),
    ...(name ? { name } : {}),
  };
}

function wordsOf({ values, lists, segments, deeds }: Model, vocabulary: Vocabulary): string {
  const parts = [
    ...Object.entries(values).map(
      ([key, value]) => `${vocabulary.attributes.get(key)?.label ?? key} ${written(value)}`,
    ),
    ...[...lists].map(([name, is]) => `${is ? '' : 'not '}on the list “${name}”`),
    ...[...segments].map(([name, is]) => `${is ? '' : 'not '}in the segment “${name}”`),
    ...deeds.map(({ condition, times }) => describeFilter({ ...condition, did: true, atLeast: times }, vocabulary)),
  ];
  return parts.length === 0 ? 'anyone' : parts.join(', ');
}

function written(value: AttributeValue): string {
  if (value === null) return 'unknown';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join(' and ');
  return typeof value === 'string' && parseMoment(value) ? value.slice(0, 16).replace('T', ' ') : String(value);
}
