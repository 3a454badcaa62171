import { leave } from '#core/run/leave.ts';
import type { Database, Transaction } from './database.ts';
import type { Fault } from './faults.ts';
import type { Deed } from './plan.ts';
import type { Task } from './schedule.ts';
import { HELD, callsOfOpen } from './judging.ts';
import { type Call, holdStill, wakeWaiting } from './wake.ts';
import { enroll, putNote, setAttribute, setMember } from './world.ts';

export const contactId = (n: number) => `c${n}`;
export const journeyId = (n: number) => `j${n}`;

/** Does what the plan says happens outside, one deed after the other, each in a transaction as the stores do it. */
export async function happen(db: Database, task: Task, deeds: readonly Deed[], fault: Fault | null): Promise<void> {
  for (const deed of deeds) {
    await task.point();
    const tx = db.begin();
    await perform(db, task, tx, deed, fault);
    await task.point();
    db.commit(tx);
  }
}

async function perform(db: Database, task: Task, tx: Transaction, deed: Deed, fault: Fault | null): Promise<void> {
  switch (deed.do) {
    case 'custom': {
      const { name } = deed;
      const contact = contactId(deed.contact);
      const calls = (at: number): Call[] =>
        [`custom:${name}`, 'filter'].map((key) => ({ contact, key, journey: null, except: null, at, name }));
      return ingest(db, task, tx, { contact, event: { kind: 'custom', name }, calls, fault });
    }
    case 'open': {
      const contact = contactId(deed.contact);
      const journey = journeyId(deed.journey);
      const { step } = deed;
      const message = db.contacts
        .get(contact)
        ?.messages.findLast((one) => one.journey === journey && one.step === step);
      if (!message) return undefined;
      const calls = (at: number): Call[] => (fault === 'hit-not-held' ? callsOfOpen(contact, journey, step, at) : []);
      return ingest(db, task, tx, {
        contact,
        event: { kind: 'open', journey, step, message: message.id, machine: deed.machine },
        calls,
        fault,
      });
    }
    case 'age':
    case 'appointment':
      tx.effects.push(() => {
        const contact = db.contacts.get(contactId(deed.contact));
        if (!contact || contact.attributes[deed.do] === deed.value) return;
        setAttribute(db, contact, deed.do, deed.value, { by: null, at: db.clock });
        putNote(db, {
          contact: contact.id,
          keys: [`attribute:${deed.do}`, 'filter'],
          by: null,
          at: db.clock,
          mark: db.seq,
        });
      });
      return undefined;
    case 'segment':
      tx.effects.push(() => {
        const contact = db.contacts.get(contactId(deed.contact));
        if (!contact || contact.segments.has(deed.segment) === deed.member) return;
        setMember(db, contact, deed.segment, deed.member);
        putNote(db, { contact: contact.id, keys: ['filter'], by: null, at: db.clock });
      });
      return undefined;
    case 'clock':
      tx.effects.push(() => void (db.clock += deed.ms));
      return undefined;
    case 'brink':
      tx.effects.push(() => {
        const due = [...db.enrollments.values()].flatMap(({ standing }) => standing.dueAt ?? []);
        const ahead = due.filter((at) => at - deed.before > db.clock);
        if (ahead.length > 0) db.clock = Math.min(...ahead) - deed.before;
      });
      return undefined;
    case 'enroll':
      tx.effects.push(() => {
        const contact = db.contacts.get(contactId(deed.contact));
        if (contact) enroll(db, contact, journeyId(deed.journey));
      });
      return undefined;
    case 'pause':
      tx.effects.push(() => {
        db.journeys.get(journeyId(deed.journey))!.state = deed.paused ? 'paused' : 'live';
      });
      return undefined;
    case 'delete':
      return remove(db, task, tx, contactId(deed.contact));
    case 'rest':
      return undefined;
    default:
      return deed satisfies never;
  }
}

interface Ingesting {
  contact: string;
  event: {
    kind: 'custom' | 'open';
    name?: string;
    journey?: string;
    step?: string;
    message?: string;
    machine?: boolean;
  };
  calls: (at: number) => Call[];
  fault: Fault | null;
}

async function ingest(db: Database, task: Task, tx: Transaction, { contact, event, calls, fault }: Ingesting) {
  const at = db.clock;
  // What is held wakes nobody yet.
  if (fault !== 'no-hold-still' && event.kind !== 'open') await holdStill(db, task, tx, [contact]);
  await task.point();
  const row = db.contacts.get(contact);
  if (!row) return;
  wakeWaiting(db, tx, calls(at), fault);
  tx.effects.push(() => {
    const now = db.contacts.get(contact);
    const counted = event.kind !== 'open' ? { human: true } : { human: false, heldUntil: at + HELD };
    if (now) db.contacts.set(contact, { ...now, events: [...now.events, { ...event, at, ...counted, seq: db.seq }] });
  });
}

/** Waits for whoever moves one of the contact's enrollments, which go with it. */
async function remove(db: Database, task: Task, tx: Transaction, contact: string): Promise<void> {
  await holdStill(db, task, tx, [contact]);
  tx.effects.push(() => {
    db.contacts.delete(contact);
    for (const [id, { standing }] of db.enrollments) {
      if (standing.contactId !== contact) continue;
      db.enrollments.delete(id);
      const left = standing.exitReason === null ? leave(standing, 'contact_deleted', db.clock) : null;
      for (const { step, measure } of left?.counts ?? []) db.count(`${standing.journeyId} ${step} ${measure}`, 1);
      for (const visit of left?.visits ?? []) db.visits.push({ ...visit, enrollment: id });
      db.gone.push(left?.standing ?? standing);
    }
  });
}
