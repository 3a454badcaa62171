import { Failure } from '#core/failure.ts';
import type { Needs } from '#core/graph/needs.ts';
import type { Standing } from '#core/run/state.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import { overSent } from './breaker.ts';
import type { Route, Routes } from './routes.ts';
import { moved, problemOf, refuseEntry, takeOut, walkOne } from './walk-one.ts';
import type { Claimed, DueJourney, Move, PauseReason, WalkBatch, WalkLog } from './world.ts';

export interface Walked {
  moves: Move[];
  /** Journeys to stop. None of their contacts were moved. */
  paused: { journeyId: string; reason: PauseReason; offenders: readonly Standing[] }[];
}

interface Work {
  taken: readonly { journey: DueJourney; claimed: readonly Claimed[] }[];
  now: number;
  routes: Routes;
  /** Enrollments the database refused to write before; set aside untried. */
  broken: ReadonlySet<string>;
  log: WalkLog;
}

/** Those of one version who set out from the same step: they need the same to be known of them. */
interface Group {
  journey: DueJourney;
  route: Route;
  claimed: Claimed[];
}

/** Walks all claimed enrollments in memory. Nothing is written but entries into other journeys. */
export async function walkClaimed(batch: WalkBatch, work: Work): Promise<Walked> {
  const { now } = work;
  const stopped = new Map<string, PauseReason>();
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
    for (const { journey, route, claimed } of members) {
      for (const one of claimed) {
        const facts = found.get(one.standing.contactId);
        const trouble = troubleOf(one, facts, unreadable, work.broken);
        if (trouble || !facts)
          moves.push(
            takeOut(one, trouble?.reason ?? 'contact_deleted', trouble?.problem ?? null, now, journey.priority),
          );
        else moves.push(...walk(one, { journey, route, facts, vocabulary, now }, work.log, stopped));
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
    paused: [...stopped].map(([journeyId, reason]) => ({ journeyId, reason, offenders: sent.get(journeyId) ?? [] })),
  };
}

async function groupsOf(
  batch: WalkBatch,
  taken: Work['taken'],
  { routes, log }: Work,
  stopped: Map<string, PauseReason>,
): Promise<Group[]> {
  const groups = new Map<string, Group>();
  for (const { journey, claimed } of taken) {
    for (const one of claimed) {
      const version = one.pinnedVersion ?? journey.version;
      const key = `${journey.id}:${version}:${one.standing.step}`;
      let group = groups.get(key);
      if (!group) {
        try {
          const route = await routes.get(journey.id, version, () => batch.graph(journey.id, version));
          groups.set(key, (group = { journey, route, claimed: [] }));
        } catch (error) {
          if (!(error instanceof Failure)) throw error;
          stop(stopped, journey.id, 'JOURNEY_FILE_INVALID', log);
          break;
        }
      }
      group.claimed.push(one);
    }
  }
  return [...groups.values()].filter(({ journey }) => !stopped.has(journey.id));
}

/** Groups that need the same, together: one query per kind serves them all. */
function byNeeds(
  groups: readonly Group[],
  vocabulary: Vocabulary,
  log: WalkLog,
  stopped: Map<string, PauseReason>,
): { needs: Needs; members: Group[] }[] {
  const together = new Map<string, { needs: Needs; members: Group[] }>();
  for (const group of groups) {
    try {
      const needs = group.route.needs(group.claimed[0]!.standing.step, vocabulary);
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
  at: { journey: DueJourney; route: Route; facts: ContactFacts; vocabulary: Vocabulary; now: number },
  log: WalkLog,
  stopped: Map<string, PauseReason>,
): Move[] {
  const { priority } = at.journey;
  try {
    const { prepared } = at.route;
    const result = walkOne(one, { prepared, facts: at.facts, vocabulary: at.vocabulary, now: at.now });
    return [{ before: one.standing, priority, problem: null, ...moved(result) }];
  } catch (error) {
    const problem = problemOf(error);
    // A rule nobody can understand, or an attribute that is not what it was, is the journey's fault, and every contact's
    // walk would end here: they stay.
    if (problem === 'SEGMENT_INVALID' || problem === 'ATTRIBUTE_INVALID') {
      stop(stopped, at.journey.id, problem, log);
      return [];
    }
    const { enrollmentId, step } = one.standing;
    log.warn({ enrollment: enrollmentId, journey: at.journey.id, step, problem }, 'an enrollment was set aside');
    return [takeOut(one, 'poison', problem, at.now, priority)];
  }
}

async function enterOthers(batch: WalkBatch, moves: Move[], now: number): Promise<Move[]> {
  const entering = moves.flatMap((move, i) =>
    move.commands.flatMap((command) =>
      command.kind === 'enter-journey'
        ? [{ i, lane: move.after.lane, contactId: move.after.contactId, journey: command.journey }]
        : [],
    ),
  );
  if (entering.length === 0) return moves;
  const answers = await batch.enter(entering, now);
  const after = [...moves];
  for (const [n, { i }] of entering.entries()) {
    const answer = answers[n]!;
    if (answer !== 'yes') after[i] = refuseEntry(after[i]!, answer, now);
  }
  return after;
}

function stop(stopped: Map<string, PauseReason>, journeyId: string, reason: PauseReason, log: WalkLog): void {
  if (stopped.has(journeyId)) return;
  stopped.set(journeyId, reason);
  log.warn({ journey: journeyId, reason }, 'a journey was paused');
}

const NO_WORDS: Vocabulary = { attributes: new Map(), lists: new Set(), segments: new Map() };

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
