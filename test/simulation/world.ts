import { TRIGGER } from '#core/graph/model.ts';
import { NO_PLAN } from '#core/graph/version-plan.ts';
import { changedValue, sameValue } from '#core/contact/change-value.ts';
import { phi } from '#core/phi.ts';
import type { ContactFacts, Vocabulary } from '#core/segment/fields.ts';
import type { Claimed, DueJourney, Move, WalkBatch, WalkWorld } from '#engine/world.ts';
import type { ContactRow, Database, EnrollmentRow, Note, Transaction } from './database.ts';
import type { Fault } from './faults.ts';
import { judgeHeld } from './judging.ts';
import { SEGMENTS } from './plan.ts';
import type { Task } from './schedule.ts';
import { holdStill, wakeWaiting } from './wake.ts';

export const vocabulary: Vocabulary = {
  attributes: new Map([
    ['age', { key: 'age', label: 'Age', type: 'number', phi: 'P1', choices: [], group: 'Test' }],
    [
      'appointment',
      { key: 'appointment', label: 'Appointment', type: 'datetime', phi: 'P2', choices: [], group: 'Test' },
    ],
  ]),
  lists: new Set(),
  segments: new Map(SEGMENTS.map((name) => [name, null])),
};

export interface WorldOptions {
  db: Database;
  task: Task;
  fault: Fault | null;
  /** Told of every move just before it is committed, with the row it was claimed as. */
  judge: (
    move: Move,
    before: EnrollmentRow,
    seen: readonly (ContactRow | null)[],
    now: number,
    claimedAt: number,
  ) => void;
  /** Told when the engine stops a journey: nothing in a plan gives it reason to. */
  paused: (journeyId: string, reason: string) => void;
}

/** The engine's ports over the database in memory. `open` is the transaction under way, to be undone at a kill. */
export function openWorld(options: WorldOptions): WalkWorld & { open: Transaction | null } {
  const { db, task, fault } = options;
  const world: WalkWorld & { open: Transaction | null } = {
    open: null,
    log: { info: () => {}, warn: () => {} },
    async batch(work) {
      await task.point();
      const tx = db.begin();
      world.open = tx;
      try {
        const result = await work(openBatch(options, tx));
        await task.point();
        db.commit(tx);
        await task.point();
        return result;
      } catch (error) {
        db.rollback(tx);
        throw error;
      } finally {
        world.open = null;
      }
    },
    async wakePending() {
      await task.point();
      const judging = db.begin();
      world.open = judging;
      const judged = await judgeHeld(db, task, judging, fault);
      await task.point();
      db.commit(judging);
      const tx = db.begin();
      world.open = tx;
      const taken = db.notes.filter((note) => !db.lockedByOther(`note ${note.id}`, tx)).slice(0, 5);
      if (taken.length === 0) return judged;
      for (const note of taken) db.lock(`note ${note.id}`, tx);
      const remove = () => void (db.notes = db.notes.filter((note) => !taken.includes(note)));
      if (fault === 'wake-dropped') remove();
      else tx.effects.push(remove);
      await holdStill(
        db,
        task,
        tx,
        taken.map(({ contact }) => contact),
      );
      wakeWaiting(
        db,
        tx,
        taken.flatMap(({ contact, keys, by, at, mark }) =>
          keys.map((key) => ({ contact, key, journey: null, except: by, at, mark })),
        ),
        fault,
      );
      await task.point();
      db.commit(tx);
      world.open = null;
      return judged + taken.length;
    },
    nextDue: () => Promise.reject(new Error('The simulation keeps the clock.')),
    now: async () => db.clock,
    advanceClock: () => Promise.reject(new Error('The simulation keeps the clock.')),
  };
  return world;
}

function openBatch({ db, task, fault, judge, paused }: WorldOptions, tx: Transaction): WalkBatch {
  const claimed = new Map<string, { row: EnrollmentRow; at: number }>();
  return {
    async due() {
      await task.point();
      const now = db.clock;
      const journeys = [...db.journeys.values()].flatMap(({ id, priority, state }): DueJourney[] =>
        state !== 'paused' && dueIn(db, id, now).length > 0 ? [{ id, version: 1, priority, state }] : [],
      );
      return { now, journeys: journeys.sort((a, b) => a.priority - b.priority), next: null };
    },
    async claim({ id }, limit, now) {
      await task.point();
      const looked = dueIn(db, id, now).slice(0, limit);
      // Between looking and locking, another transaction may have taken and moved it.
      await task.point();
      const got: Claimed[] = [];
      for (const found of looked) {
        const key = found.standing.enrollmentId;
        if (fault !== 'lock-ignored' && db.lockedByOther(key, tx)) continue;
        const row = fault === 'due-not-rechecked' || fault === 'lock-ignored' ? found : db.enrollments.get(key);
        if (!row || (row.standing.dueAt ?? Infinity) > now) continue;
        db.lock(key, tx);
        claimed.set(key, { row, at: db.seq });
        got.push({ standing: row.standing, version: row.version, follows: 1, wakes: [...row.wakes], problem: null });
      }
      return got;
    },
    version: async (journeyId) => ({ graph: db.journeys.get(journeyId)!.graph, plan: NO_PLAN }),
    vocabulary: async () => vocabulary,
    async facts(contacts) {
      await task.point();
      const found = new Map<string, ContactFacts>();
      for (const { id } of contacts) {
        const row = db.contacts.get(id) ?? null;
        tx.saw.set(id, [...(tx.saw.get(id) ?? []), row]);
        if (row) found.set(id, factsOf(row));
      }
      return { found, unreadable: new Set() };
    },
    async sent(enrollments) {
      await task.point();
      const sent = new Map<string, Map<string, number>>();
      for (const { enrollment, step } of db.messages) {
        if (!enrollments.some(({ enrollmentId }) => enrollmentId === enrollment)) continue;
        const steps = sent.get(enrollment) ?? new Map<string, number>();
        sent.set(enrollment, steps.set(step, (steps.get(step) ?? 0) + 1));
      }
      return sent;
    },
    enter: () => Promise.reject(new Error('No plan leads to another journey.')),
    async save(moves, now) {
      await task.point();
      // The order of the real one: rows, visits, messages, segments, attributes, counters last.
      for (const move of moves) moveEnrollment(db, tx, move, now, fault);
      for (const move of moves) await alone(task, tx, fault === 'visit-before-commit', () => putVisits(db, move));
      for (const move of moves)
        await alone(task, tx, fault === 'message-before-commit', () => putMessages(db, move, now, fault));
      for (const move of moves) tx.effects.push(() => change(db, move, now));
      for (const { after, counts } of moves)
        for (const { step, measure } of counts)
          await alone(task, tx, fault === 'counter-before-commit', () =>
            db.count(`${after.journeyId} ${step} ${measure}`, 1),
          );
      tx.effects.unshift(() => {
        for (const move of moves) {
          const { row, at } = claimed.get(move.after.enrollmentId)!;
          judge(move, row, tx.saw.get(move.after.contactId) ?? [], now, at);
        }
      });
      return { messages: moves.flatMap(({ commands }) => commands.filter(({ kind }) => kind === 'send')).length };
    },
    async pause(journeyId, reason) {
      tx.effects.push(() => paused(journeyId, reason));
    },
  };
}

/** With the transaction, or, where a fault is planted, at once and for good. */
async function alone(task: Task, tx: Transaction, atOnce: boolean, effect: () => void): Promise<void> {
  if (!atOnce) return void tx.effects.push(effect);
  effect();
  await task.point();
}

function dueIn(db: Database, journeyId: string, now: number): EnrollmentRow[] {
  return [...db.enrollments.values()]
    .filter(({ standing: { journeyId: in_, dueAt } }) => in_ === journeyId && dueAt !== null && dueAt <= now)
    .sort((a, b) => a.standing.dueAt! - b.standing.dueAt!);
}

function factsOf(row: ContactRow): ContactFacts {
  return {
    contactId: row.id,
    attributes: Object.fromEntries(Object.entries(row.attributes).map(([key, value]) => [key, phi(value)])),
    lists: new Set(),
    segments: row.segments,
    events: row.events,
    messages: row.messages,
    changes: row.changes.map(({ attribute, seq, at, by }) => ({
      attribute,
      revision: seq,
      at,
      by: by === null ? [] : [by],
    })),
    journeys: new Set(),
  };
}

function moveEnrollment(
  db: Database,
  tx: Transaction,
  { before, after }: Move,
  _now: number,
  fault: Fault | null,
): void {
  tx.effects.push(() => {
    const old = db.enrollments.get(after.enrollmentId);
    // A deleted contact takes its enrollments along.
    if (!old) return;
    const stayed = before.step === after.step && before.visit === after.visit;
    const standing = fault === 'due-kept' ? { ...after, dueAt: after.dueAt && before.dueAt } : after;
    db.enrollments.set(after.enrollmentId, {
      standing,
      version: 1,
      wakes: fault === 'wake-kept' ? old.wakes : [],
      seq: stayed ? old.seq : db.seq,
    });
  });
}

function putVisits(db: Database, { after, visits }: Move): void {
  for (const visit of visits) db.visits.push({ ...visit, enrollment: after.enrollmentId });
}

function putMessages(db: Database, { after, commands }: Move, now: number, fault: Fault | null): void {
  const { enrollmentId: enrollment, contactId, journeyId: journey } = after;
  for (const command of commands) {
    if (command.kind !== 'send') continue;
    const { step, visit, template } = command;
    if (!db.putMessage({ enrollment, step, visit }, fault !== 'message-before-commit')) continue;
    const contact = db.contacts.get(contactId);
    const id = `${enrollment}/${step}#${visit}`;
    const message = { id, journey, step, visit, enrollment, template, method: 'tls' as const, state: 'sent', at: now };
    if (contact) db.contacts.set(contactId, { ...contact, messages: [...contact.messages, message] });
  }
}

/** Segments and attributes, on the values as they are at the commit, with a note for whoever waits for them. */
function change(db: Database, { after, commands }: Move, now: number): void {
  const { contactId: id, enrollmentId } = after;
  for (const command of commands) {
    const contact = db.contacts.get(id);
    if (!contact) return;
    if (command.kind === 'add-to-segment' || command.kind === 'remove-from-segment') {
      const member = command.kind === 'add-to-segment';
      if (contact.segments.has(command.segment) === member) continue;
      setMember(db, contact, command.segment, member);
      putNote(db, { contact: id, keys: ['filter'], by: null, at: now });
    }
    if (command.kind === 'update-attribute') {
      const { attribute } = command;
      const value = changedValue(contact.attributes[attribute] ?? null, command.change);
      if (sameValue(contact.attributes[attribute], value)) continue;
      setAttribute(db, contact, attribute, value, { by: enrollmentId, at: now });
      const keys = [`attribute:${attribute}`, 'filter'];
      putNote(db, { contact: id, keys, by: enrollmentId, at: now, mark: db.seq });
    }
  }
}

export function setMember(db: Database, contact: ContactRow, segment: string, member: boolean): void {
  const segments = new Set(contact.segments);
  if (member) segments.add(segment);
  else segments.delete(segment);
  db.contacts.set(contact.id, { ...contact, segments });
}

export function setAttribute(
  db: Database,
  contact: ContactRow,
  attribute: string,
  value: ContactRow['attributes'][string],
  { by, at }: { by: string | null; at: number },
): void {
  const changes = [...contact.changes, { attribute, seq: db.seq, at, by }];
  db.contacts.set(contact.id, { ...contact, attributes: { ...contact.attributes, [attribute]: value }, changes });
}

export function putNote(db: Database, note: Omit<Note, 'id'>): void {
  db.notes.push({ ...note, id: ++db.noteIds });
}

/** Puts a contact into a journey, due at once; never twice. */
export function enroll(db: Database, contact: ContactRow, journeyId: string): void {
  const enrollmentId = `e-${journeyId}-${contact.id}`;
  if (db.enrollments.has(enrollmentId)) return;
  const at = db.clock;
  db.enrollments.set(enrollmentId, {
    standing: {
      enrollmentId,
      contactId: contact.id,
      lane: contact.lane,
      journeyId,
      entryKey: '',
      step: TRIGGER,
      visits: {},
      visit: 1,
      state: 'active',
      dueAt: at,
      waitingFor: [],
      enteredStepAt: at,
      enteredAt: at,
      exitReason: null,
    },
    version: null,
    wakes: [],
    seq: db.seq,
  });
  db.count(`${journeyId} ${TRIGGER} entered`, 1);
}
