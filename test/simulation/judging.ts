import type { Database, Transaction } from './database.ts';
import type { Fault } from './faults.ts';
import type { Task } from './schedule.ts';
import { type Call, holdStill, wakeWaiting } from './wake.ts';

/** How long an open is held before it is judged: a minute. */
export const HELD = 60_000;

/** Who must hear of an open that was found to be a person's. */
export function callsOfOpen(contact: string, journey: string, step: string, at: number): Call[] {
  return [`open:${step}`, 'open:*', 'filter'].map((key) => ({
    contact,
    key,
    journey: key === `open:${step}` ? journey : null,
    except: null,
    at,
  }));
}

/** Judges the opens of one contact whose minute is over, as the store does it. @returns how many. */
export async function judgeHeld(db: Database, task: Task, tx: Transaction, fault: Fault | null): Promise<number> {
  const due = [...db.contacts.values()].find(
    ({ id, events }) =>
      !db.lockedByOther(`hits ${id}`, tx) && events.some(({ heldUntil }) => (heldUntil ?? Infinity) <= db.clock),
  );
  if (!due) return 0;
  await holdStill(db, task, tx, [due.id]);
  if (db.lockedByOther(`hits ${due.id}`, tx)) return 0;
  db.lock(`hits ${due.id}`, tx);
  const row = db.contacts.get(due.id);
  const now = db.clock;
  const held = row?.events.filter(({ heldUntil }) => (heldUntil ?? Infinity) <= now) ?? [];
  if (held.length === 0) return 0;
  const judge = () => {
    const contact = db.contacts.get(due.id);
    if (!contact) return;
    const events = contact.events.map((one) =>
      held.includes(one) ? { ...one, human: one.machine !== true, heldUntil: undefined, seq: db.seq } : one,
    );
    db.contacts.set(due.id, { ...contact, events });
  };
  if (fault === 'hold-dropped') judge();
  else tx.effects.push(judge);
  // Messages in doubt are settled, then who waits is waked: a statement each.
  await task.point();
  await task.point();
  const readers = held.filter(({ machine }) => machine !== true);
  const calls = readers.flatMap(({ journey, step, at }) => callsOfOpen(due.id, journey!, step!, at));
  wakeWaiting(db, tx, calls, fault);
  await task.point();
  await task.point();
  return held.length;
}
