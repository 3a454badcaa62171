import { Failure } from '../failure.ts';
import { TRIGGER, type StepNode } from '../graph/model.ts';
import { type PreparedGraph, prepare } from '../graph/prepare.ts';
import { stepOf } from '../graph/traverse.ts';
import { type Fate, fateOf, versionFor } from '../run/fate.ts';
import { type Dossier, type JourneyRecord, type VersionRecord, walksOf } from './dossier.ts';

/** A way a walk may have gone: by a version, and what the versions since the walk before had made of where it stood. */
export interface Course {
  version: number;
  prepared: PreparedGraph;
  fate: Fate;
}

/** Two things this close together may have happened in the other order than their times say. */
export const BREATH_MS = 60_000;

const STAYS: Fate = { kind: 'stays', changed: false };

/**
 * The courses the walk of a moment may have taken, the likeliest first: what follows from the times at which versions
 * were published and let go; then the others, since such a time may be a little off.
 * @throws Failure of a version that cannot be used, where none can.
 */
export function coursesAt(dossier: Dossier, step: string, at: number): Course[] {
  const courses: Course[] = [];
  let unusable: Failure | null = null;
  for (const one of versionsAt(dossier, at)) {
    const prepared = preparedOf(one);
    if (prepared instanceof Failure) unusable ??= prepared;
    else for (const fate of fatesUnder(dossier, step, at, one)) courses.push({ version: one.version, prepared, fate });
  }
  if (courses.length === 0) throw unusable ?? new Failure('JOURNEY_FILE_INVALID', { journey: dossier.journey.id });
  return courses;
}

/** The version an enrollment was walked by last at a moment, by what was to be followed at each walk; null when none can be read. */
export function followedAt({ journey, enrollment }: Dossier, at: number): VersionRecord | null {
  const walks = walksOf(enrollment);
  const known = walks.indexOf(at);
  const until = known < 0 ? walks.findLastIndex((walk) => walk <= at) : known;
  let version: number | null = null;
  for (const walk of walks.slice(0, until + 1)) {
    const newest = newestAt(journey, walk);
    if (newest) version = versionFor(version, newest.version, pinsAt(journey, walk));
  }
  return journey.versions.find((one) => one.version === version) ?? newestAt(journey, at);
}

function newestAt({ versions }: JourneyRecord, at: number): VersionRecord | null {
  return versions.findLast(({ publishedAt }) => publishedAt <= at) ?? versions[0] ?? null;
}

function pinsAt({ pins, formerPins }: JourneyRecord, at: number): readonly number[] {
  return formerPins.find(({ until }) => until > at)?.pins ?? pins;
}

/** A step as the newest version has it that has it at all. */
export function stepAnywhere({ versions }: JourneyRecord, id: string): StepNode | undefined {
  for (const { graph } of versions.toReversed()) {
    const found = stepOf(graph, id);
    if (found) return found;
  }
  return undefined;
}

function versionsAt(dossier: Dossier, at: number): VersionRecord[] {
  const { journey, enrollment } = dossier;
  const walks = walksOf(enrollment);
  const last = at === walks.at(-1) ? journey.versions.find(({ version }) => version === enrollment.version) : undefined;
  const newest = newestAt(journey, at);
  const known = journey.versions.filter(
    ({ version, publishedAt }) => version <= (enrollment.version ?? Infinity) && publishedAt < at + BREATH_MS,
  );
  const older = known.filter((one) => newest && one.version < newest.version).toReversed();
  const newer = known.filter((one) => newest && one.version > newest.version);
  const followed = followedAt(dossier, at);
  return [...new Set([last, followed, newest, ...newer, ...older])].filter((one) => one != null);
}

/** What it may have come to under a version, by the version it came from: unlike ones once. */
function fatesUnder(dossier: Dossier, step: string, at: number, { version }: VersionRecord): Fate[] {
  if (step === TRIGGER) return [STAYS];
  const { versions } = dossier.journey;
  const walks = walksOf(dossier.enrollment);
  const before = walks[walks.indexOf(at) - 1];
  const likely = before === undefined ? version : (followedAt(dossier, before)?.version ?? version);
  const from = versions.map((one) => one.version).filter((one) => one <= version);
  const near = from.toSorted((a, b) => Math.abs(a - likely) - Math.abs(b - likely));
  const fates = near.map((one) =>
    fateOf(
      step,
      versions.filter((each) => each.version > one && each.version <= version).map(({ plan }) => plan),
    ),
  );
  return [...new Map(fates.map((fate) => [JSON.stringify(fate), fate])).values()];
}

const prepared = new WeakMap<VersionRecord, PreparedGraph | Failure>();

function preparedOf(version: VersionRecord): PreparedGraph | Failure {
  let found = prepared.get(version);
  if (!found) prepared.set(version, (found = tryPrepare(version)));
  return found;
}

function tryPrepare({ graph }: VersionRecord): PreparedGraph | Failure {
  try {
    return prepare(graph);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return error;
  }
}
