import type { Services } from '#api/services.ts';
import type { Move, WalkBatch, WalkWorld } from '#engine/world.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { type AuditEntry, appendAudit } from '#store/audit/append.ts';
import { closeWatched } from '#store/cases/close-watched.ts';
import { type Opening, openCases } from '#store/cases/open.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { now } from '#store/clock/now.ts';
import { type StepChange, changeAttributes } from '#store/contacts/change-attributes.ts';
import { type LaneCount, addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';
import { claimDue } from '#store/enrollments/claim.ts';
import { dueJourneys } from '#store/enrollments/due.ts';
import { enterJourneys } from '#store/enrollments/enter.ts';
import { moveEnrollments } from '#store/enrollments/move.ts';
import { nextDue } from '#store/enrollments/next-due.ts';
import { type MoveSet, moveSet } from '#store/enrollments/paths.ts';
import { wakeForVersions } from '#store/enrollments/wake-for-versions.ts';
import { wakePending } from '#store/enrollments/wake-pending.ts';
import { judgeHeld, nextJudgement } from '#store/events/judge-held.ts';
import { enterPending, nextFire } from '#store/entries/enter-pending.ts';
import { loadFacts } from '#store/facts/load.ts';
import { readVersion } from '#store/journeys/read-version.ts';
import { stopJourney } from '#store/journeys/stop.ts';
import { type Sending, queueMessages } from '#store/messages/queue.ts';
import { sentPerStep } from '#store/messages/sent-per-step.ts';
import { changeSegmentMembers } from '#store/segments/change-members.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type Calling, queueWebhooks } from '#store/webhooks/queue.ts';
import type { WalkLag } from './walk-lag.ts';

/** Notes read, and people woken for a version, per transaction. */
const NOTES = 5000;

type Needed = Pick<Services, 'db' | 'seal' | 'log'> & Partial<Pick<Services, 'addJob'>>;

/** While what is watched is not up to date, it is asked for this often, milliseconds. */
const ASK_AGAIN = 20_000;

/** The engine's ports over the stores. */
export function openWalkWorld({ db, seal, log, addJob }: Needed, lag?: Pick<WalkLag, 'note'>): WalkWorld {
  let asked = -Infinity;
  const behind = async () => {
    if (performance.now() - asked < ASK_AGAIN) return;
    asked = performance.now();
    await addJob?.('keep-watches', {}, 'keep-watches');
  };
  return {
    log,
    async batch(work) {
      const entries: AuditEntry[] = [];
      const result = await db.sql.begin(async (sql) => {
        // Plans are made once: the arrays differ, the best way to go through them does not.
        await sql`set local plan_cache_mode = force_generic_plan`;
        const batch = openBatch(sql, { seal, lag }, (entry) => entries.push(entry));
        return [await work(batch)] as const;
      });
      for (const entry of entries) await appendAudit(db.orm, entry);
      return result[0];
    },
    wakePending: async () =>
      (await enterPending({ db, seal, log }, behind)) +
      (await judgeHeld(db.sql, NOTES)) +
      (await wakePending(db.sql, NOTES)) +
      (await wakeForVersions(db.sql, NOTES)),
    nextDue: async () => sooner(sooner(await nextDue(db.sql), await nextFire(db)), await nextJudgement(db.sql)),
    now: () => now(db.sql),
    async advanceClock(ms) {
      await advanceClock(db.sql, ms);
    },
  };
}

function sooner(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

/** `audit` takes what is to be entered once the batch is committed: the log is one chain, which ticks would wait for each other over. */
function openBatch(
  sql: Sql,
  { seal, lag }: { seal: Services['seal']; lag: Pick<WalkLag, 'note'> | undefined },
  audit: (entry: AuditEntry) => void,
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
    version: (journeyId, version) => readVersion(sql, journeyId, version),
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
    async save(moves, at) {
      const { messages, changed } = await save(sql, seal, moves, entries, at);
      for (const entry of changesAudited(changed)) audit(entry);
      return { messages };
    },
    async pause(journeyId, reason, about) {
      await stopJourney(sql, journeyId, reason, about);
      audit({
        actor: 'system',
        action: 'journey.pause',
        subject: `journey:${journeyId}`,
        details: { reason, ...about.fault },
      });
    },
  };
}

/** Sent down the connection without waiting in between; the database takes them in this order. */
async function save(
  sql: Sql,
  seal: Services['seal'],
  moves: readonly Move[],
  entries: readonly LaneCount[],
  at: number,
): Promise<{ messages: number; changed: readonly StepChange[] }> {
  if (moves.length === 0) return { messages: 0, changed: [] };
  const set = moveSet(moves);
  const asked = askedOf(moves);
  const [, messages] = await Promise.all([
    moveEnrollments(sql, set, at),
    queueMessages(sql, asked.sendings, at),
    changeSegmentMembers(sql, set, at),
  ]);
  const changed = await changeAttributes(sql, seal, asked.changes, at);
  await queueWebhooks(sql, seal, asked.calls, at);
  await addCounts(sql, [...entries, ...countsOf(set)]);
  await saveCases(sql, moves, at);
  return { messages, changed };
}

/** What contacts' steps ask for one by one, in the order of the moves. */
function askedOf(moves: readonly Move[]): { sendings: Sending[]; changes: StepChange[]; calls: Calling[] } {
  const asked = { sendings: [] as Sending[], changes: [] as StepChange[], calls: [] as Calling[] };
  for (const { after, version, commands, priority } of moves) {
    const { lane, contactId, enrollmentId, journeyId } = after;
    for (const command of commands) {
      if (command.kind === 'send') asked.sendings.push({ standing: after, version, send: command, priority });
      if (command.kind === 'webhook') asked.calls.push({ standing: after, call: command });
      if (command.kind !== 'update-attribute') continue;
      const { step, attribute, change } = command;
      asked.changes.push({ lane, contactId, enrollmentId, journeyId, step, attribute, change });
    }
  }
  return asked;
}

/** One entry per journey, step and attribute; who it was about stands in attribute_changes. */
function changesAudited(changed: readonly StepChange[]): AuditEntry[] {
  const entries = new Map<string, AuditEntry & { details: { contacts: number } }>();
  for (const { journeyId, step, attribute } of changed) {
    const key = `${journeyId} ${step} ${attribute}`;
    const known = entries.get(key);
    if (known) known.details.contacts++;
    else {
      const details = { step, attribute, contacts: 1 };
      const subject = `journey:${journeyId}`;
      entries.set(key, { actor: subject, action: 'journey.update-attribute', subject, details });
    }
  }
  return [...entries.values()];
}

/** Rare, and last: they write to the audit log, whose writers take turns until their transaction ends. */
async function saveCases(sql: Sql, moves: readonly Move[], at: number): Promise<void> {
  const opening: Opening[] = [];
  const closing: { lane: number; contactId: string; message: string }[] = [];
  for (const { after, commands } of moves)
    for (const command of commands) {
      if (command.kind === 'open-case') opening.push({ standing: after, command });
      if (command.kind === 'close-case') closing.push({ ...after, message: command.message });
    }
  await openCases(sql, opening, at);
  await closeWatched(sql, closing, at);
}

function countsOf({ paths, taken }: MoveSet): (LaneCount & { n: number })[] {
  return paths.flatMap(({ after, counts }, i) =>
    [...taken[i]!].flatMap(([lane, n]) =>
      counts.map(({ step, measure }) => ({ journeyId: after.journeyId, lane, step, measure, n })),
    ),
  );
}
