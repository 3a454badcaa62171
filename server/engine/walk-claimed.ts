import { Failure } from '#core/failure.ts';
import type { Needs } from '#core/graph/needs.ts';
import { type Fate, fateOf } from '#core/run/fate.ts';
import type { Standing } from '#core/run/state.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { overSent } from './breaker.ts';
import type { Route, Routes } from './routes.ts';
import { moveOf, problemOf, refuseEntry, takeOut, walkOne } from './walk-one.ts';
import type { Claimed, DueJourney, Fault, JourneyEntry, Move, PauseReason, WalkBatch, WalkLog } from './world.ts';

export interface Walked {
  moves: Move[];
  /** Journeys to stop. None of their contacts were moved. */
  paused: ({ journeyId: string; offenders: readonly Standing[] } & Stop)[];
}

interface Stop {
  reason: PauseReason;
  fault: Fault | null;
}

interface Work {
  taken: readonly { journey: DueJourney; claimed: readonly Claimed[] }[];
  now: number;
  routes: Routes;
  /** Enrollments the database refused to write before; set aside untried. */
  broken: ReadonlySet<string>;
  log: WalkLog;
}

/** Those of one version who stood at the same step under the same version: the same becomes of them, and the same must be known. */
interface Group {
  journey: DueJourney;
  route: Route;
  fate: Fate;
  claimed: Claimed[];
}

/** Walks all claimed enrollments in memory. Nothing is written but entries into other journeys. */
export async function walkClaimed(batch: WalkBatch, work: Work): Promise<Walked> {
  const { now } = work;
  const stopped = new Map<string, Stop>();
  const moves: Move[] = [];
  const walking: Work['taken'][number][] = [];
  for (const one of work.taken) {
    if (one.journey.state === 'live') walking.push(one);
    else moves.push(...one.claimed.map((each) => takeOut(each, 'journey_ended', null, now, one.journey.priority)));
  }
  const groups = await groupsOf(batch, walking, work, stopped);
  const vocabulary = groups.length > 0 ? await batch.vocabulary() : NO_WORDS;
  for (const { needs, members } of byNeeds(groups, vocabulary, work.log, stopped)) {
    const who = members.flatMap(({ claimed }) => claimed.map(({ standing: s }) => ({ lane: s.lane, id: s.contactId })));
    const { found, unreadable } = await batch.facts(who, needs);
    for (const { journey, route, fate, claimed } of members) {
      for (const one of claimed) {
        const facts = found.get(one.standing.contactId);
        const trouble = troubleOf(one, facts, unreadable, work.broken);
        if (trouble || !facts)
          moves.push(
            takeOut(one, trouble?.reason ?? 'contact_deleted', trouble?.problem ?? null, now, journey.priority),
          );
        else {
          const move = walk(one, { journey, route, fate, facts, vocabulary, now }, work.log, stopped);
          if (move) moves.push(move);
        }
      }
    }
  }
  const sent = await overSent(
    batch,
    moves.filter(({ after }) => !stopped.has(after.journeyId)),
    groups,
  );
  for (const journeyId of sent.keys()) stop(stopped, journeyId, 'BREAKER_OPEN', work.log);
  const kept = moves.filter(({ after }) => !stopped.has(after.journeyId));
  return {
    moves: await enterOthers(batch, kept, now),
    paused: [...stopped].map(([journeyId, stop]) => ({ journeyId, ...stop, offenders: sent.get(journeyId) ?? [] })),
  };
}

async function groupsOf(
  batch: WalkBatch,
  taken: Work['taken'],
  { routes, log }: Work,
  stopped: Map<string, Stop>,
): Promise<Group[]> {
  const groups: Group[] = [];
  for (const { journey, claimed } of taken) {
    const versions = new Map<string, Map<string, Group>>();
    for (const one of claimed) {
      const key = `${one.version}:${one.follows}`;
      let steps = versions.get(key);
      if (!steps) versions.set(key, (steps = new Map()));
      let group = steps.get(one.standing.step);
      if (!group) {
        try {
          group = { journey, ...(await wayOf(batch, routes, journey.id, one)), claimed: [] };
          steps.set(one.standing.step, group);
          groups.push(group);
        } catch (error) {
          if (!(error instanceof Unreadable)) throw error;
          stop(stopped, journey.id, 'JOURNEY_FILE_INVALID', log, error.fault);
          break;
        }
      }
      group.claimed.push(one);
    }
  }
  return groups.filter(({ journey }) => !stopped.has(journey.id));
}

/** The version to walk by, and what those since the last walk have made of where the contact stands. */
async function wayOf(
  batch: WalkBatch,
  routes: Routes,
  journeyId: string,
  { version, follows, standing }: Claimed,
): Promise<{ route: Route; fate: Fate }> {
  const since: Route[] = [];
  for (let n = version === null ? follows : Math.min(version + 1, follows); n <= follows; n++) {
    try {
      since.push(await routes.get(journeyId, n, () => batch.version(journeyId, n)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      throw new Unreadable(n, error);
    }
  }
  const plans = version === null || version >= follows ? [] : since.map(({ plan }) => plan);
  return { route: since.at(-1)!, fate: fateOf(standing.step, plans) };
}

/** A version that cannot be read, or a step of it that cannot be used. */
class Unreadable extends Error {
  readonly fault: Fault;
  constructor(version: number, { code, details }: Failure) {
    super('unreadable');
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    const { step, problem, at } = details;
    this.fault = { version, step: text(step), problem: text(problem) ?? code, at: text(at) };
  }
}

/** Groups that need the same, together: one query per kind serves them all. */
function byNeeds(
  groups: readonly Group[],
  vocabulary: Vocabulary,
  log: WalkLog,
  stopped: Map<string, Stop>,
): { needs: Needs; members: Group[] }[] {
  const together = new Map<string, { needs: Needs; members: Group[] }>();
  for (const group of groups) {
    try {
      const needs = group.route.needs(startOf(group), vocabulary);
      const key = JSON.stringify(needs, (_, value: unknown) =>
        value instanceof Set ? [...(value as Set<string>)].sort(byText) : value,
      );
      const same = together.get(key);
      if (same) same.members.push(group);
      else together.set(key, { needs, members: [group] });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      stop(stopped, group.journey.id, 'SEGMENT_INVALID', log);
    }
  }
  return [...together.values()];
}

function startOf({ fate, claimed }: Group): string {
  return fate.kind === 'goes' && fate.to !== null ? fate.to : claimed[0]!.standing.step;
}

function troubleOf(
  { standing, problem }: Claimed,
  facts: ContactFacts | undefined,
  unreadable: ReadonlySet<string>,
  broken: ReadonlySet<string>,
): { reason: 'poison' | 'contact_deleted'; problem: string | null } | null {
  if (broken.has(standing.enrollmentId)) return { reason: 'poison', problem: 'WRITE_REFUSED' };
  // The breaker opened over this one: once a person lets the journey go on, it does so without them.
  if (problem !== null) return { reason: 'poison', problem };
  if (unreadable.has(standing.contactId)) return { reason: 'poison', problem: 'CONTACT_UNREADABLE' };
  return facts ? null : { reason: 'contact_deleted', problem: null };
}

function walk(
  one: Claimed,
  at: { journey: DueJourney; route: Route; fate: Fate; facts: ContactFacts; vocabulary: Vocabulary; now: number },
  log: WalkLog,
  stopped: Map<string, Stop>,
): Move | null {
  const { priority } = at.journey;
  try {
    const { facts, vocabulary, now, fate, route } = at;
    const result = walkOne(one, { prepared: route.prepared, facts, vocabulary, now, fate });
    return moveOf(one.standing, result, { version: one.follows, priority, problem: null });
  } catch (error) {
    const problem = problemOf(error);
    // A rule nobody can understand, or an attribute that is not what it was, is the journey's fault, and every contact's
    // walk would end here: they stay.
    if (problem === 'SEGMENT_INVALID' || problem === 'ATTRIBUTE_INVALID') {
      stop(stopped, at.journey.id, problem, log);
      return null;
    }
    const { enrollmentId, step } = one.standing;
    log.warn({ enrollment: enrollmentId, journey: at.journey.id, step, problem }, 'an enrollment was set aside');
    return takeOut(one, 'poison', problem, at.now, priority);
  }
}

async function enterOthers(batch: WalkBatch, moves: Move[], now: number): Promise<Move[]> {
  const entering: (JourneyEntry & { i: number })[] = [];
  for (const [i, { after, commands }] of moves.entries())
    for (const command of commands)
      if (command.kind === 'enter-journey')
        entering.push({ i, lane: after.lane, contactId: after.contactId, journey: command.journey });
  if (entering.length === 0) return moves;
  const answers = await batch.enter(entering, now);
  const after = [...moves];
  for (const [n, { i }] of entering.entries()) {
    const answer = answers[n]!;
    if (answer !== 'yes') after[i] = refuseEntry(after[i]!, answer, now);
  }
  return after;
}

function stop(
  stopped: Map<string, Stop>,
  journeyId: string,
  reason: PauseReason,
  log: WalkLog,
  fault: Fault | null = null,
): void {
  if (stopped.has(journeyId)) return;
  stopped.set(journeyId, { reason, fault });
  log.warn({ journey: journeyId, reason, ...fault }, 'a journey was paused');
}

const NO_WORDS: Vocabulary = { attributes: new Map(), lists: new Set(), segments: new Map() };

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
