import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Graph } from '#core/graph/model.ts';
import type { Standing } from '#core/run/state.ts';
import type { Move } from '#engine/world.ts';
import type { ContactRow, Database, EnrollmentRow } from './database.ts';
import { type Expected, expected, restsRightly } from './reference.ts';

/** Something that must never be. The message says what; the seed says how to see it again. */
export class Violation extends Error {
  override readonly name = 'Violation';
}

/**
 * One move, at the moment it is committed, against what the reference makes of the same. The walk may have read the
 * contact more than once; it must have gone by one of the things it saw.
 */
export function judgeMove(
  db: Database,
  move: Move,
  row: EnrollmentRow,
  seen: readonly (ContactRow | null)[],
  now: number,
  claimedAt: number,
): void {
  const { standing } = row;
  const { graph } = db.journeys.get(standing.journeyId)!;
  const of = `${standing.enrollmentId} at ${standing.step}`;
  const did = doneBy(move);
  const must = seen.map((contact): Expected => {
    if (!contact) return expectedOfGone(row);
    const chosen = chosenIn(move.after.visits);
    return expected({ graph, standing, wakes: row.wakes, contact, now, chosen });
  });
  if (!must.some((one) => isDeepStrictEqual(did, one)))
    throw new Violation(`${of}: went ${JSON.stringify(did)}, should have gone ${JSON.stringify(must)}`);
  const [first] = move.visits;
  const timedOut = first?.outlet === 'timeout' && first.step === standing.step;
  if (timedOut && missed(db, row, claimedAt)) throw new Violation(`${of}: timed out though it happened before`);
  const told = first?.outlet === 'happened' && first.step === standing.step;
  if (told && unfounded(db, row, graph)) throw new Violation(`${of}: went on for something that did not happen`);
}

function doneBy({ after, visits, commands }: Move): Expected {
  return {
    visits: visits.map(({ step, visit, outlet }) => ({ step, visit, outlet })),
    sends: commands.flatMap((one) => (one.kind === 'send' ? [{ step: one.step, visit: one.visit }] : [])),
    end: after.exitReason,
    step: after.step,
    visit: after.visit,
    due: after.dueAt,
    keys: [...after.waitingFor],
  };
}

/** Whose contact was deleted leaves where they stand. */
function expectedOfGone({ standing: { step, visit } }: EnrollmentRow): Expected {
  const end = 'contact_deleted';
  const visits = step === 'trigger' ? [] : [{ step, visit, outlet: `exit:${end}` }];
  return { visits, sends: [], end, step, visit, due: null, keys: [] };
}

/** The outlet a split was left by, as the enrollment remembers it: which of them is chance's to say. */
function chosenIn(visits: Readonly<Record<string, number>>) {
  return (step: string): string => {
    const key = Object.keys(visits).find((one) => one.startsWith(`${step}>`));
    return key?.slice(step.length + 1) ?? 'none';
  };
}

/** Whether what the contact waits for was committed after they came to the wait and no later than commit `until`. */
function missed(db: Database, { standing, seq }: EnrollmentRow, until: number): boolean {
  const contact = db.contacts.get(standing.contactId);
  if (!contact) return false;
  return contact.events.some((one) => one.human && one.seq > seq && one.seq <= until && answers(one, standing));
}

/** Whether an event is what the enrollment waits for; an open, of the message its latest visit to that step sent. */
function answers({ kind, name, message }: ContactRow['events'][number], standing: Standing): boolean {
  return standing.waitingFor.some((key) => {
    const [awaited, what = ''] = key.split(':');
    if (awaited !== kind) return false;
    if (kind === 'custom') return name === what;
    return message === `${standing.enrollmentId}/${what}#${standing.visits[what]}`;
  });
}

/** Whether a wait was left by `happened` with nothing in the records that did. */
function unfounded(db: Database, { standing, seq }: EnrollmentRow, graph: Graph): boolean {
  const node = graph.steps.find(({ id }) => id === standing.step);
  const event = z.object({ kind: z.string() }).safeParse(node?.config['event']).data;
  const contact = db.contacts.get(standing.contactId);
  if (!event || event.kind === 'filter' || !contact) return false;
  // The note of a change may reach who came to the wait just after it.
  if (event.kind === 'attribute')
    return !contact.changes.some(
      ({ attribute, by }) => standing.waitingFor.includes(`attribute:${attribute}`) && by !== standing.enrollmentId,
    );
  const keys = standing.waitingFor;
  return !contact.events.some(
    (one) =>
      one.human &&
      (one.seq > seq || one.kind === 'open' || one.at >= standing.enteredStepAt - 10 * 60_000) &&
      keys.includes(one.kind === 'custom' ? `custom:${one.name}` : `${one.kind}:${one.step}`),
  );
}

/** Everything that must hold while nobody has anything to do. */
export function judgeRest(db: Database): void {
  const notes = db.notes.length;
  if (notes > 0) throw new Violation(`${notes} notes of changes were left lying`);
  for (const row of db.enrollments.values()) {
    const { standing } = row;
    const { enrollmentId, journeyId, contactId, exitReason, state } = standing;
    const journey = db.journeys.get(journeyId)!;
    const contact = db.contacts.get(contactId);
    if (exitReason !== null || !contact || journey.state === 'paused') continue;
    const of = `${enrollmentId} at ${standing.step}`;
    // The clock was set back: who was due or woken by then is looked at when it is that time again, later but surely.
    const called = state === 'active' || row.wakes.length > 0;
    if (called && standing.dueAt !== null && standing.dueAt > db.clock) continue;
    if (state !== 'waiting') throw new Violation(`${of}: neither waits nor is done`);
    if (standing.dueAt !== null && standing.dueAt <= db.clock) throw new Violation(`${of}: due, and nobody came`);
    // Timed out while a hit was about to be judged: looked at again within a second, whatever the judgement was.
    if (standing.dueAt !== null && standing.dueAt <= db.clock + 1000) continue;
    const rests = restsRightly({
      graph: journey.graph,
      standing,
      wakes: [],
      contact,
      now: db.clock,
      chosen: () => 'p0',
    });
    if (!rests) throw new Violation(`${of}: waits for what is already so`);
    const changed = contact.changes.some(
      ({ attribute, seq, by }) =>
        seq > row.seq && by !== enrollmentId && standing.waitingFor.includes(`attribute:${attribute}`),
    );
    const waitsForChange = journey.graph.steps.find(({ id }) => id === standing.step)?.type === 'wait-for-event';
    if ((changed && waitsForChange) || missed(db, row, db.seq))
      throw new Violation(`${of}: what it waits for has happened`);
  }
  judgeRecords(db);
}

/** One message per visit of a send step, each visit once, and counters that say the same as the rows. */
function judgeRecords(db: Database): void {
  const once = (what: string, keys: readonly string[]) => {
    const seen = new Set<string>();
    for (const key of keys) {
      if (seen.has(key)) throw new Violation(`${what} twice: ${key}`);
      seen.add(key);
    }
    return seen;
  };
  const sent = once(
    'message',
    db.messages.map(({ enrollment, step, visit }) => `${enrollment} ${step}#${visit}`),
  );
  const left = once(
    'visit',
    db.visits.map(({ enrollment, step, visit }) => `${enrollment} ${step}#${visit}`),
  );
  const graphOf = (enrollment: string) => db.journeys.get(enrollment.split('-')[1]!)!;
  for (const { enrollment, step, visit, outlet } of db.visits) {
    const type = graphOf(enrollment).graph.steps.find(({ id }) => id === step)?.type;
    const key = `${enrollment} ${step}#${visit}`;
    const sends = type === 'send-email' && outlet !== 'exit:exit_criteria' && outlet !== 'exit:contact_deleted';
    if (sends !== sent.has(key)) throw new Violation(`${key}: ${sends ? 'no message' : 'a message'} for its visit`);
  }
  for (const key of sent) if (!left.has(key)) throw new Violation(`${key}: a message for a step never left`);

  const must = new Map<string, number>();
  const add = (key: string) => must.set(key, (must.get(key) ?? 0) + 1);
  for (const { enrollment, step, outlet } of db.visits) {
    const { id } = graphOf(enrollment);
    add(`${id} ${step} entered`);
    add(`${id} ${step} ${outlet.startsWith('exit:') ? `exited:${outlet.slice(5)}` : `passed:${outlet}`}`);
  }
  for (const standing of [...[...db.enrollments.values()].map((row) => row.standing), ...db.gone]) {
    const { journeyId, step, exitReason } = standing;
    add(`${journeyId} trigger entered`);
    if (step !== 'trigger') {
      add(`${journeyId} trigger passed:entered`);
      if (exitReason === null) add(`${journeyId} ${step} entered`);
    } else if (exitReason !== null) add(`${journeyId} trigger exited:${exitReason}`);
  }
  for (const key of new Set([...must.keys(), ...db.counts.keys()]))
    if ((must.get(key) ?? 0) !== (db.counts.get(key) ?? 0))
      throw new Violation(`counter ${key}: ${db.counts.get(key) ?? 0}, by the rows ${must.get(key) ?? 0}`);
}
