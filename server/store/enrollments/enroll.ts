import { Failure } from '#core/failure.ts';
import { TRIGGER } from '#core/graph/model.ts';
import { now } from '#store/clock/now.ts';
import { addCounts } from '#store/counts/add.ts';
import type { Sql } from '#store/database.ts';
import { putEnrollments } from './put.ts';

export interface Enrolling {
  journeyId: string;
  /** `entryKey` is per contact where re-entry is keyed; see entry-key.ts. */
  contacts: readonly { lane: number; id: string; entryKey?: string }[];
  /** For all of them. Default: the journey is entered once in a lifetime. */
  entryKey?: string;
  /** Epoch milliseconds; default now. */
  at?: number;
}

/**
 * Puts contacts into a journey, at its trigger and due at once; the walker takes them on. Once per (journey, contact,
 * entry key), and without an entry key only if never in this journey before. Counted as entered. Batches of some
 * thousands; give it a transaction (of a longer job, the one that records how far it has come).
 * @returns how many were new to it.
 * @throws Failure JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING (ended), NOT_FOUND.
 */
export async function enroll(sql: Sql, request: Enrolling): Promise<number> {
  const { journeyId, contacts } = request;
  await requireOpen(sql, journeyId);
  const at = request.at ?? (await now(sql));
  const entered = await putEnrollments(
    sql,
    journeyId,
    contacts.map((one) => ({ lane: one.lane, id: one.id, entryKey: one.entryKey ?? request.entryKey ?? '' })),
    at,
  );
  if (entered.length === 0) return 0;
  await addCounts(
    sql,
    entered.map(({ lane }) => ({ journeyId, lane, step: TRIGGER, measure: 'entered' })),
  );
  await sql`select pg_notify('stepwell_due', '')`;
  return entered.length;
}

/** @throws Failure NOT_FOUND, JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING (ended). */
export async function requireOpen(sql: Sql, journeyId: string): Promise<void> {
  const [journey] = await sql<{ state: string; version: number | null }[]>`
    select state, live_version as version from journeys where id = ${journeyId}`;
  if (!journey) throw new Failure('NOT_FOUND', { journey: journeyId });
  if (journey.version === null) throw new Failure('JOURNEY_NOT_PUBLISHED', { journey: journeyId });
  // A paused journey takes people in; they wait at its trigger until it goes on.
  if (journey.state === 'ended') throw new Failure('JOURNEY_NOT_RUNNING', { journey: journeyId, state: journey.state });
}
