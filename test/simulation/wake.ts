import type { Wake } from '#core/run/state.ts';
import type { Database, Transaction } from './database.ts';
import type { Fault } from './faults.ts';
import type { Task } from './schedule.ts';

export interface Call {
  contact: string;
  key: string;
  journey: string | null;
  except: string | null;
  at: number;
  name?: string;
  mark?: number | undefined;
}

/** Locks the contacts' open enrollments, in the order of their ids, waiting for whoever holds one. */
export async function holdStill(db: Database, task: Task, tx: Transaction, contacts: readonly string[]): Promise<void> {
  const ids = [...db.enrollments.values()]
    .filter(({ standing }) => contacts.includes(standing.contactId) && standing.exitReason === null)
    .map(({ standing }) => standing.enrollmentId)
    .sort((a, b) => (a < b ? -1 : 1));
  for (const id of ids) {
    await task.point(() => !db.lockedByOther(id, tx));
    db.lock(id, tx);
  }
}

/** Makes due whoever waits for one of the keys, by what is committed now; call `holdStill` first. */
export function wakeWaiting(db: Database, tx: Transaction, calls: readonly Call[], fault: Fault | null): void {
  const wakes = new Map<string, Wake[]>();
  for (const { contact, key, journey, except, at, name, mark } of calls) {
    for (const { standing } of db.enrollments.values()) {
      const { contactId, enrollmentId, journeyId, waitingFor, state } = standing;
      if (contactId !== contact || state !== 'waiting' || !waitingFor.includes(key)) continue;
      if ((journey !== null && journey !== journeyId) || except === enrollmentId) continue;
      const marked = mark === undefined || key === 'filter' ? {} : { mark };
      const wake: Wake = { kind: 'event', key, at, ...(name === undefined ? {} : { name }), ...marked };
      wakes.set(enrollmentId, [...(wakes.get(enrollmentId) ?? []), wake]);
    }
  }
  const now = db.clock;
  for (const [id, heard] of wakes)
    tx.effects.push(() => {
      const row = db.enrollments.get(id);
      if (!row || row.standing.exitReason !== null) return;
      const dueAt = Math.min(row.standing.dueAt ?? now, now);
      const kept = fault === 'wake-overwritten' ? [] : row.wakes;
      db.enrollments.set(id, { ...row, standing: { ...row.standing, dueAt }, wakes: [...kept, ...heard] });
    });
}
