import { TRIGGER, type Graph } from '../graph/model.ts';
import { type PreparedGraph, prepare } from '../graph/prepare.ts';
import { type Advance, type Asked, advance } from '../run/advance.ts';
import type { ExitReason, Standing, Wake } from '../run/state.ts';
import { FILTER, wakeKeys } from '../run/wake-keys.ts';
import type { ContactFacts, Vocabulary } from '../segment/fields.ts';
import { contactZoneOf } from '../time/zone.ts';
import { webhookKey } from '../webhook/wake.ts';
import { type Definitions, definitionsAt } from './definitions.ts';
import { type ContactRecord, changesWithin, factsAt } from './record.ts';

/** An enrollment as it stands, with every step it left. Times are epoch milliseconds. */
export interface EnrollmentRecord {
  id: string;
  journeyId: string;
  lane: number;
  entryKey: string;
  pinnedVersion: number | null;
  enteredAt: number;
  step: string;
  visit: number;
  state: Standing['state'];
  dueAt: number | null;
  waitingFor: readonly string[];
  enteredStepAt: number;
  exitReason: ExitReason | null;
  exitedAt: number | null;
  problem: string | null;
  visits: readonly LeftStep[];
}

export interface LeftStep {
  step: string;
  visit: number;
  enteredAt: number;
  leftAt: number;
  outlet: string;
}

export interface JourneyRecord {
  id: string;
  name: string;
  state: 'draft' | 'live' | 'paused' | 'ended';
  pausedReason: string | null;
  /** Oldest first. */
  versions: readonly { version: number; publishedAt: number; graph: Graph }[];
}

/** Everything an explanation is worked out from. */
export interface Dossier {
  contact: ContactRecord;
  definitions: Definitions;
  journey: JourneyRecord;
  enrollment: EnrollmentRecord;
}

/** A walk done again: what it was asked and answered. */
export interface Replay {
  /** The walk's own time, and the moment its facts are of: the same, unless something changed in the same breath. */
  at: number;
  moment: number;
  version: number;
  prepared: PreparedGraph;
  vocabulary: Vocabulary;
  facts: ContactFacts;
  wake: Wake;
  asked: readonly Asked[];
  /** Left in this walk, in order. */
  visits: Advance['visits'];
  standing: Standing;
  /** The same steps left by the same outlets as on record. */
  agrees: boolean;
}

/** Two things this close together may have happened in the other order than their times say. */
const BREATH_MS = 60_000;
const MOST_TRIES = 60;

/**
 * Does the walk of a moment again, by the interpreter that did it, from what was true then. Where the record and the
 * answer differ, what changed in the same breath is tried in the other order, since a change may be committed a little
 * before or after the time it bears; `agrees` is false when nothing kept explains what was done.
 * @param at when steps of the enrollment were left.
 */
export function replay(dossier: Dossier, at: number): Replay {
  const recorded = recordedAt(dossier.enrollment, at);
  const versions = versionsNear(dossier, at);
  let first: Replay | null = null;
  let tries = 0;
  for (const moment of momentsNear(dossier.contact, at))
    for (const { version, graph } of versions) {
      const scene = sceneAt(dossier, { version, graph, moment, at });
      for (const { standing, wake } of scene.beginnings) {
        const done = walk(scene, standing, wake, recorded);
        first ??= done;
        if (done.agrees) return done;
        if (++tries >= MOST_TRIES && first) return first;
      }
    }
  if (!first) throw new Error('No version of the journey can be read.');
  return first;
}

/** Steps left, in the order they were: those of one walk bear the same time, so the walk is done again to tell. */
export function inOrder(dossier: Dossier, visits: readonly LeftStep[]): LeftStep[] {
  const left = Map.groupBy(visits, ({ leftAt }) => leftAt);
  return walksOf(dossier.enrollment).flatMap((leftAt) => {
    const together = left.get(leftAt) ?? [];
    if (together.length < 2) return together;
    const order = new Map(replay(dossier, leftAt).visits.map((one, i) => [`${one.step} ${one.visit}`, i]));
    const place = ({ step, visit }: LeftStep) => order.get(`${step} ${visit}`) ?? -1;
    return together.toSorted((a, b) => place(a) - place(b));
  });
}

/** The version an enrollment follows at a moment: its own, else the newest published then. */
export function versionAt(
  { journey, enrollment }: Pick<Dossier, 'journey'> & { enrollment: Pick<EnrollmentRecord, 'pinnedVersion'> },
  at: number,
): JourneyRecord['versions'][number] | undefined {
  const { versions } = journey;
  return (
    versions.find(({ version }) => version === enrollment.pinnedVersion) ??
    versions.findLast(({ publishedAt }) => publishedAt <= at) ??
    versions[0]
  );
}

function versionsNear(dossier: Dossier, at: number): JourneyRecord['versions'] {
  const likely = versionAt(dossier, at);
  const near = dossier.journey.versions.filter(
    (one) => one !== likely && Math.abs(one.publishedAt - at) < BREATH_MS && dossier.enrollment.pinnedVersion === null,
  );
  const before = dossier.journey.versions.findLast((one) => likely && one.version < likely.version);
  const racing = likely && before && at - likely.publishedAt < BREATH_MS ? [before] : [];
  return [...new Set([...(likely ? [likely] : []), ...near, ...racing])];
}

/** The walk's own moment, then ever further from it: just before a change that came before, just after one that came after. */
function momentsNear(contact: ContactRecord, at: number): number[] {
  const changes = changesWithin(contact, at - BREATH_MS, at + BREATH_MS);
  const other = changes.map((change) => (change <= at ? change - 0.0005 : change + 0.0005));
  return [at, ...other.sort((a, b) => Math.abs(a - at) - Math.abs(b - at))];
}

interface Scene {
  at: number;
  moment: number;
  version: number;
  prepared: PreparedGraph;
  vocabulary: Vocabulary;
  facts: ContactFacts;
  contactZone: string | null;
  beginnings: { standing: Standing; wake: Wake }[];
}

function sceneAt(
  dossier: Dossier,
  { version, graph, moment, at }: { version: number; graph: Graph; moment: number; at: number },
): Scene {
  const facts = factsAt(dossier.contact, dossier.definitions, moment);
  const { vocabulary } = definitionsAt(dossier.definitions, moment);
  const scene = { at, moment, version, prepared: prepare(graph), vocabulary, facts, contactZone: contactZoneOf(facts) };
  const standing = standingBefore(dossier, at);
  const beginnings =
    standing.step === TRIGGER
      ? [{ standing, wake: { kind: 'start' } as const }]
      : wakesOf(dossier, scene, standing).map((wake) => ({
          wake,
          standing: wake.kind === 'event' ? { ...standing, dueAt: null, waitingFor: [wake.key] } : standing,
        }));
  return { ...scene, beginnings };
}

function walk(scene: Scene, standing: Standing, wake: Wake, recorded: Recorded): Replay {
  const { at, moment, version, prepared, vocabulary, facts, contactZone } = scene;
  const asked: Asked[] = [];
  try {
    const trace = (one: Asked) => asked.push(one);
    const done = advance({ prepared, standing, wake, facts, vocabulary, now: at, contactZone, trace });
    const { visits } = done;
    const agrees = sameWalk(done, recorded);
    return { at, moment, version, prepared, vocabulary, facts, wake, asked, visits, standing: done.standing, agrees };
  } catch {
    // What cannot be understood now could not be then: the journey was stopped or the contact set aside.
    return { at, moment, version, prepared, vocabulary, facts, wake, asked, visits: [], standing, agrees: false };
  }
}

/**
 * When an enrollment was walked, in order. A walk leaves the step that an earlier one came to, so each tells of the one
 * before it; the times themselves need not rise, since the clock may have been set back.
 */
function walksOf({ visits, enteredStepAt, exitReason, exitedAt }: EnrollmentRecord): number[] {
  const next = new Map(visits.filter((one) => one.enteredAt !== one.leftAt).map((one) => [one.enteredAt, one.leftAt]));
  const reached = new Set(next.values());
  const times = new Set([
    ...visits.flatMap((one) => [one.enteredAt, one.leftAt]),
    ...(exitReason === null ? [enteredStepAt] : []),
  ]);
  if (exitedAt !== null) times.add(exitedAt);
  const order: number[] = [];
  for (let at = [...times].find((time) => !reached.has(time)); at !== undefined; at = next.get(at)) {
    if (order.includes(at)) break;
    order.push(at);
  }
  return order.length === times.size ? order : [...times].sort((a, b) => a - b);
}

/** Where the enrollment stood before the walk of `at`: at the step it had come to earlier, or at the trigger. */
function standingBefore({ contact, enrollment }: Dossier, at: number): Standing {
  const walks = walksOf(enrollment);
  const before = new Set(walks.slice(0, walks.indexOf(at)));
  const earlier = enrollment.visits.filter(({ leftAt }) => before.has(leftAt));
  const from = enrollment.visits.find((one) => one.leftAt === at && one.enteredAt !== at);
  const visits: Record<string, number> = {};
  for (const { step, visit, outlet } of from ? [...earlier, { ...from, outlet: '' }] : earlier) {
    visits[step] = Math.max(visits[step] ?? 0, visit);
    // A step that keeps to the outlet it once gave finds it here; see Walk.take.
    visits[`${step}>${outlet}`] = (visits[`${step}>${outlet}`] ?? 0) + 1;
    // Jumps are counted among the visits under the trigger's id; see advance.ts.
    if (outlet === 'jump') visits[TRIGGER] = (visits[TRIGGER] ?? 0) + 1;
  }
  return {
    enrollmentId: enrollment.id,
    contactId: contact.contactId,
    lane: enrollment.lane,
    journeyId: enrollment.journeyId,
    entryKey: enrollment.entryKey,
    step: from?.step ?? TRIGGER,
    visits,
    visit: from?.visit ?? 1,
    state: from ? 'waiting' : 'active',
    dueAt: at,
    waitingFor: [],
    enteredStepAt: from?.enteredAt ?? enrollment.enteredAt,
    enteredAt: enrollment.enteredAt,
    exitReason: null,
  };
}

/** What may have woken it: its time, else what happened to the contact since it came to the step, the latest first. */
function wakesOf(dossier: Dossier, scene: Omit<Scene, 'beginnings'>, standing: Standing): Wake[] {
  const { contact } = dossier;
  const keys = waitedFor(dossier, scene, standing);
  // Left before it was entered: the clock was set back, and says nothing of what came first.
  const since = scene.at < standing.enteredStepAt ? -Infinity : standing.enteredStepAt - BREATH_MS;
  const until = scene.at + BREATH_MS;
  const events = contact.events
    .filter(({ recordedAt }) => recordedAt > since && recordedAt <= until)
    .flatMap(({ recordedAt, link, name, ...event }) =>
      wakeKeys(event.kind === 'custom' ? { kind: event.kind, name } : event)
        .filter((key) => key !== FILTER)
        .map((key): { at: number; wake: Wake } => ({
          at: recordedAt,
          wake: { kind: 'event', key, at: event.at, ...(link ? { link } : {}), ...(name ? { name } : {}) },
        })),
    );
  const changes = contact.changes
    .filter(({ at }) => at > since && at <= until)
    .flatMap(({ at, former }) =>
      Object.keys(former).map((key): { at: number; wake: Wake } => ({
        at,
        wake: { kind: 'event', key: `attribute:${key}`, at },
      })),
    );
  const answers = contact.answers
    .filter((one) => one.enrollment === standing.enrollmentId && one.at > since && one.at <= until)
    .map(({ at, step, visit, outcome }): { at: number; wake: Wake } => ({
      at,
      wake: { kind: 'event', key: webhookKey(step, visit), at, name: outcome },
    }));
  const heard = [...events, ...changes, ...answers]
    .filter(({ wake }) => wake.kind === 'event' && keys.has(wake.key))
    .sort((a, b) => b.at - a.at)
    .map(({ wake }) => wake)
    .slice(0, 20);
  return [{ kind: 'due' }, ...heard, { kind: 'event', key: FILTER, at: scene.at }, { kind: 'reconsider' }];
}

/** The keys under which it waited at the step: what parking there comes to. */
function waitedFor(
  dossier: Dossier,
  { prepared, vocabulary, contactZone }: Omit<Scene, 'beginnings'>,
  standing: Standing,
): Set<string> {
  const now = standing.enteredStepAt;
  // The email queued by the walk that came here is part of what is waited for.
  const facts = factsAt(dossier.contact, dossier.definitions, now + 0.0005);
  try {
    const parked = advance({
      prepared,
      standing: { ...standing, dueAt: now },
      wake: { kind: 'reconsider' },
      facts,
      vocabulary,
      now,
      contactZone,
    });
    return new Set(parked.standing.waitingFor);
  } catch {
    return new Set();
  }
}

/** What is on record of one walk: the steps left, and the rest or the end it came to. */
interface Recorded {
  left: readonly LeftStep[];
  /** Step and visit it rested at; null when the enrollment ended. */
  rest: { step: string; visit: number } | null;
  exitReason: ExitReason | null;
}

function recordedAt(
  { visits, exitedAt, exitReason, step, visit, enteredStepAt }: EnrollmentRecord,
  at: number,
): Recorded {
  const ended = exitedAt === at;
  const later = visits.find((one) => one.enteredAt === at && one.leftAt !== at);
  const now = enteredStepAt === at && !ended ? { step, visit } : null;
  return {
    left: visits.filter(({ leftAt }) => leftAt === at),
    rest: later ?? now,
    exitReason: ended ? exitReason : null,
  };
}

/** Steps of one walk share their times, so that only which were left, and how, can be compared. */
function sameWalk({ visits, standing }: Advance, { left, rest, exitReason }: Recorded): boolean {
  const wanted = new Set(left.map(keyOf));
  // The other journey may refuse whom the interpreter let go there.
  const refused = standing.exitReason === 'moved_to_journey' && REFUSALS.has(exitReason ?? '');
  if (standing.exitReason !== exitReason && !refused) return false;
  if (visits.length !== left.length) return false;
  if (exitReason === null && (rest?.step !== standing.step || rest.visit !== standing.visit)) return false;
  return visits.every((one) => wanted.has(keyOf(refused ? { ...one, outlet: refusedOutlet(one, exitReason) } : one)));
}

const REFUSALS = new Set<string>(['already_entered', 'journey_ended']);

function refusedOutlet({ outlet }: LeftStep, reason: ExitReason | null): string {
  return outlet === 'exit:moved_to_journey' ? `exit:${reason}` : outlet;
}

function keyOf({ step, visit, outlet }: Pick<LeftStep, 'step' | 'visit' | 'outlet'>): string {
  return `${step} ${visit} ${outlet}`;
}
