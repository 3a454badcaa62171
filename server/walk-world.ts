import type { Services } from '#api/services.ts';
import type { Move, WalkBatch, WalkWorld } from '#engine/world.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { appendAudit } from '#store/audit/append.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { now } from '#store/clock/now.ts';
import { type LaneCount, addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';
import { claimDue } from '#store/enrollments/claim.ts';
import { dueJourneys } from '#store/enrollments/due.ts';
import { enterJourneys } from '#store/enrollments/enter.ts';
import { moveEnrollments } from '#store/enrollments/move.ts';
import { nextDue } from '#store/enrollments/next-due.ts';
import { type MoveSet, moveSet } from '#store/enrollments/paths.ts';
import { wakePending } from '#store/enrollments/wake-pending.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { stopJourney } from '#store/journeys/stop.ts';
import { type Sending, queueMessages } from '#store/messages/queue.ts';
import { sentPerStep } from '#store/messages/sent-per-step.ts';
import { addSegmentMembers } from '#store/segments/add-members.ts';
import { appendVisits } from '#store/visits/append.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { WalkLag } from './walk-lag.ts';

/** Notes read per transaction. */
const NOTES = 5000;

type Needed = Pick<Services, 'db' | 'seal' | 'log'>;

/** The engine's ports over the stores. */
export function openWalkWorld({ db, seal, log }: Needed, lag?: Pick<WalkLag, 'note'>): WalkWorld {
  return {
    log,
    async batch(work) {
      const stopped: [journeyId: string, reason: string][] = [];
      const result = await db.sql.begin(async (sql) => {
        // Plans are made once: the arrays differ, the best way to go through them does not.
        await sql`set local plan_cache_mode = force_generic_plan`;
        const batch = openBatch(sql, { seal, lag }, (journeyId, reason) => stopped.push([journeyId, reason]));
        return [await work(batch)] as const;
      });
      for (const [journeyId, reason] of stopped) {
        const entry = {
          actor: 'system',
          action: 'journey.pause',
          subject: `journey:${journeyId}`,
          details: { reason },
        };
        await appendAudit(db.orm, entry);
      }
      return result[0];
    },
    wakePending: () => wakePending(db.sql, NOTES),
    nextDue: () => nextDue(db.sql),
    now: () => now(db.sql),
    async advanceClock(ms) {
      await advanceClock(db.sql, ms);
    },
  };
}

function openBatch(
  sql: Sql,
  { seal, lag }: { seal: Services['seal']; lag: Pick<WalkLag, 'note'> | undefined },
  onStop: (journeyId: string, reason: string) => void,
): WalkBatch {
  // Written last, with the others: counters are what ticks would wait for each other over.
  const entries: LaneCount[] = [];
  return {
    due: (lanes) => dueJourneys(sql, lanes),
    async claim(journey, limit, at, lanes) {
      const claimed = await claimDue(sql, journey.id, limit, at, lanes);
      lag?.note(claimed, at);
      return claimed;
    },
    graph: (journeyId, version) => readVersion(sql, journeyId, version),
    vocabulary: () => loadVocabulary(sql),
    async facts(contacts, needs) {
      const unreadable = new Set<string>();
      const found = await loadFacts(sql, seal, contacts, needs, (id) => unreadable.add(id));
      return { found, unreadable };
    },
    sent: (enrollments) => sentPerStep(sql, enrollments),
    async enter(entering, at) {
      const answers = await enterJourneys(sql, entering, at);
      for (const [i, { journeyId }] of answers.entries()) {
        if (journeyId === null) continue;
        entries.push({ journeyId, lane: entering[i]!.lane, step: TRIGGER, measure: 'entered' });
      }
      return answers.map(({ entered }) => entered);
    },
    save: (moves, at) => save(sql, moves, entries, at),
    async pause(journeyId, reason, offenders) {
      await stopJourney(sql, journeyId, reason, offenders);
      onStop(journeyId, reason);
    },
  };
}

/** Sent down the connection without waiting in between; the database takes them in this order. */
async function save(
  sql: Sql,
  moves: readonly Move[],
  entries: readonly LaneCount[],
  at: number,
): Promise<{ messages: number }> {
  if (moves.length === 0) return { messages: 0 };
  const set = moveSet(moves);
  const [, , messages] = await Promise.all([
    moveEnrollments(sql, set, at),
    appendVisits(sql, set),
    queueMessages(sql, sendingsOf(moves), at),
    addSegmentMembers(sql, set, at),
  ]);
  await addCounts(sql, [...entries, ...countsOf(set)]);
  return { messages };
}

function sendingsOf(moves: readonly Move[]): Sending[] {
  const sendings: Sending[] = [];
  for (const { after, commands, priority } of moves)
    for (const send of commands) if (send.kind === 'send') sendings.push({ standing: after, send, priority });
  return sendings;
}

function countsOf({ paths, taken }: MoveSet): (LaneCount & { n: number })[] {
  return paths.flatMap(({ after, counts }, i) =>
    [...taken[i]!].flatMap(([lane, n]) =>
      counts.map(({ step, measure }) => ({ journeyId: after.journeyId, lane, step, measure, n })),
    ),
  );
}
