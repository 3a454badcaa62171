import { TRIGGER } from '../graph/model.ts';
import type { PreparedGraph } from '../graph/prepare.ts';
import { type Advance, type Asked, MOVED, advance } from '../run/advance.ts';
import type { ExitReason, Standing, Wake } from '../run/state.ts';
import { FILTER, heardKey, wakeKeys } from '../run/wake-keys.ts';
import type { ContactFacts, Vocabulary } from '../segment/fields.ts';
import { contactZoneOf } from '../time/zone.ts';
import { webhookKey } from '../webhook/wake.ts';
import { BREATH_MS, type Course, coursesAt, followedAt } from './courses.ts';
import { definitionsAt } from './definitions.ts';
import { type Dossier, type EnrollmentRecord, type LeftStep, type VersionRecord, walksOf } from './dossier.ts';
import { type ContactRecord, changesWithin, factsAt } from './record.ts';

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

const MOST_TRIES = 120;

/**
 * Does the walk of a moment again, by the interpreter that did it, from what was true then. Where the record and the
 * answer differ, what changed in the same breath is tried in the other order, since a change may be committed a little
 * before or after the time it bears; `agrees` is false when nothing kept explains what was done.
 * @param at when steps of the enrollment were left.
 */
export function replay(dossier: Dossier, at: number): Replay {
  const known = replays.get(dossier) ?? new Map<number, Replay>();
  replays.set(dossier, known);
  let found = known.get(at);
  if (!found) known.set(at, (found = replayAnew(dossier, at)));
  return found;
}

/** Several steps are left in one walk, and each is asked about. */
const replays = new WeakMap<Dossier, Map<number, Replay>>();

function replayAnew(dossier: Dossier, at: number): Replay {
  const recorded = recordedAt(dossier.enrollment, at);
  const standing = standingBefore(dossier, at);
  const courses = coursesAt(dossier, standing.step, at);
  let first: Replay | null = null;
  let tries = 0;
  for (const moment of momentsNear(dossier.contact, at))
    for (const course of courses) {
      const scene = sceneAt(dossier, { course, standing, moment, at });
      for (const beginning of scene.beginnings) {
        const again = walk(scene, beginning, recorded);
        if (again.agrees) return again;
        first ??= again;
        if (++tries >= MOST_TRIES) return first;
      }
    }
  return first!;
}

/** The version an enrollment was walked by at a moment, or stood under; undefined when none can be read. */
export function versionAt(dossier: Dossier, at: number): VersionRecord | undefined {
  const { journey, enrollment } = dossier;
  const walks = walksOf(enrollment);
  const last = walks.at(-1);
  if (last !== undefined && at >= last && enrollment.version !== null)
    return journey.versions.find(({ version }) => version === enrollment.version);
  if (walks.includes(at)) {
    const { version } = replay(dossier, at);
    return journey.versions.find((one) => one.version === version);
  }
  return followedAt(dossier, at) ?? undefined;
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

/** The walk's own moment, then ever further from it: just before a change that came before, just after one that came after. */
function momentsNear(contact: ContactRecord, at: number): number[] {
  const changes = changesWithin(contact, at - BREATH_MS, at + BREATH_MS);
  const other = changes.map((change) => (change <= at ? change - 0.0005 : change + 0.0005));
  return [at, ...other.sort((a, b) => Math.abs(a - at) - Math.abs(b - at))];
}

interface Beginning {
  standing: Standing;
  wake: Wake;
}

interface Scene {
  at: number;
  moment: number;
  course: Course;
  vocabulary: Vocabulary;
  facts: ContactFacts;
  contactZone: string | null;
  beginnings: Beginning[];
}

function sceneAt(
  dossier: Dossier,
  { course, standing, moment, at }: { course: Course; standing: Standing; moment: number; at: number },
): Scene {
  const facts = factsAt(dossier.contact, dossier.definitions, moment);
  const { vocabulary } = definitionsAt(dossier.definitions, moment);
  const scene = { at, moment, course, vocabulary, facts, contactZone: contactZoneOf(facts) };
  return { ...scene, beginnings: beginningsOf(dossier, scene, standing) };
}

function beginningsOf(dossier: Dossier, scene: Omit<Scene, 'beginnings'>, standing: Standing): Beginning[] {
  if (standing.step === TRIGGER) return [{ standing, wake: { kind: 'start' } }];
  // Where a version puts someone, it does so whatever woke them.
  if (scene.course.fate.kind !== 'stays') return [{ standing, wake: { kind: 'due' } }];
  return wakesOf(dossier, scene, standing).map((wake) => ({
    wake,
    standing: wake.kind === 'event' ? { ...standing, dueAt: null, waitingFor: [wake.key] } : standing,
  }));
}

function walk(scene: Scene, { standing, wake }: Beginning, recorded: Recorded): Replay {
  const { at, moment, course, vocabulary, facts, contactZone } = scene;
  const { version, prepared, fate } = course;
  const asked: Asked[] = [];
  const told = { at, moment, version, prepared, vocabulary, facts, wake, asked };
  try {
    const trace = (one: Asked) => asked.push(one);
    const result = advance({ prepared, standing, wake, facts, vocabulary, now: at, contactZone, fate, trace });
    return { ...told, visits: result.visits, standing: result.standing, agrees: sameWalk(result, recorded) };
  } catch {
    // What cannot be understood now could not be then: the journey was stopped or the contact set aside.
    return { ...told, visits: [], standing, agrees: false };
  }
}

/** Where the enrollment stood before the walk of `at`: at the step it had come to earlier, or at the trigger. */
function standingBefore(dossier: Dossier, at: number): Standing {
  const { contact, enrollment } = dossier;
  const walks = walksOf(enrollment);
  const before = new Set(walks.slice(0, walks.indexOf(at)));
  const earlier = enrollment.visits.filter(({ leftAt }) => before.has(leftAt));
  const from = enrollment.visits.find((one) => one.leftAt === at && one.enteredAt !== at);
  const visits = heardBefore(dossier, earlier);
  for (const { step, visit, outlet } of from ? [...earlier, { ...from, outlet: '' }] : earlier) {
    visits[step] = Math.max(visits[step] ?? 0, visit);
    // A step that keeps to the outlet it once gave finds it here; see Walk.take.
    visits[`${step}>${outlet}`] = (visits[`${step}>${outlet}`] ?? 0) + 1;
    // Jumps are counted among the visits under the trigger's id, and being moved by a version is one; see advance.ts.
    if (outlet === 'jump' || outlet === MOVED) visits[TRIGGER] = (visits[TRIGGER] ?? 0) + 1;
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

/**
 * Up to where waits had heard of what they waited for (Walk.hear), which no record shows: the last walk that left one on an
 * answer is done again to tell. Before any did, an event that let the contact in is used up.
 */
function heardBefore(dossier: Dossier, earlier: readonly LeftStep[]): Record<string, number> {
  const { contact, enrollment, journey } = dossier;
  const answered = new Set(earlier.filter(({ outlet }) => outlet === 'happened').map(({ leftAt }) => leftAt));
  const last = walksOf(enrollment).findLast((one) => answered.has(one));
  if (last !== undefined) {
    const { visits } = replay(dossier, last).standing;
    return Object.fromEntries(Object.entries(visits).filter(([key]) => key.startsWith(heardKey(''))));
  }
  const triggers = journey.versions.flatMap(({ graph }) => graph.triggers.filter(({ type }) => type === 'api-event'));
  const names = new Set(triggers.map(({ config }) => config['name']));
  const { enteredAt } = enrollment;
  return Object.fromEntries(
    contact.events.flatMap(({ kind, name, recordedAt }) =>
      kind === 'custom' && recordedAt === enteredAt && names.has(name) ? [[heardKey(`custom:${name}`), enteredAt]] : [],
    ),
  );
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
          wake: { kind: 'event', key, at: event.at, ...(link ? { link } : {}), ...named(event.kind, name, recordedAt) },
        })),
    );
  const changes = contact.changes
    .filter(({ at }) => at > since && at <= until)
    .flatMap(({ at, former, revision }) =>
      Object.keys(former).map((key): { at: number; wake: Wake } => ({
        at,
        wake: { kind: 'event', key: `attribute:${key}`, at, mark: revision },
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

function named(kind: string, name: string | undefined, recordedAt: number): { name?: string; mark?: number } {
  return { ...(name ? { name } : {}), ...(kind === 'custom' ? { mark: recordedAt } : {}) };
}

/** The keys under which it waited at the step: what parking there comes to. */
function waitedFor(
  dossier: Dossier,
  { course: { prepared }, vocabulary, contactZone }: Omit<Scene, 'beginnings'>,
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
