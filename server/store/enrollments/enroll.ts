import { Failure } from '#core/failure.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

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
 * thousands; run it in the transaction that records how far a longer job has come.
 * @returns how many were new to it.
 * @throws Failure JOURNEY_NOT_PUBLISHED, JOURNEY_NOT_RUNNING (ended), NOT_FOUND.
 */
export async function enroll(sql: Sql, request: Enrolling): Promise<number> {
  const { journeyId, contacts } = request;
  await requireOpen(sql, journeyId);
  if (contacts.length === 0) return 0;
  const at = request.at ?? (await now(sql));
  const lanes = arrayLiteral(contacts.map((one) => one.lane));
  const ids = arrayLiteral(contacts.map((one) => one.id));
  const enrollments = arrayLiteral(contacts.map(() => newId(at)));
  const keys = arrayLiteral(contacts.map((one) => one.entryKey ?? request.entryKey ?? ''));
  // In the order of the key, so that two who enroll the same people wait for each other instead of deadlocking.
  const [row] = await sql<{ entered: number }[]>`
    with given as (
      select w.*, to_timestamp(${at}::float8 / 1000) as at
      from unnest(${lanes}::smallint[], ${ids}::uuid[], ${enrollments}::uuid[], ${keys}::text[])
        as w(lane, contact_id, id, entry_key)
      join contacts c on c.lane = w.lane and c.id = w.contact_id
      where w.entry_key <> '' or not exists (
        select 1 from enrollments e where e.lane = w.lane and e.contact_id = w.contact_id and e.journey_id = ${journeyId})
      order by w.lane, w.contact_id, w.entry_key
    ), put as (
      insert into enrollments (lane, contact_id, id, journey_id, entry_key, due_at, entered_at, entered_step_at)
      select lane, contact_id, id, ${journeyId}, entry_key, at, at, at from given
      on conflict (lane, contact_id, journey_id, entry_key) do nothing
      returning lane
    ), counted as (
      insert into step_counts (journey_id, lane, step, measure, n)
      select ${journeyId}::uuid, lane, 'trigger', 'entered', count(*) from put group by lane order by lane
      on conflict (journey_id, lane, step, measure) do update set n = step_counts.n + excluded.n
    )
    select count(*)::int as entered from put`;
  if (row!.entered > 0) {
    await sql`select pg_notify('stepwell_due', ''), pg_notify('stepwell_counts', ${journeyId}::text)`;
  }
  return row!.entered;
}

async function requireOpen(sql: Sql, journeyId: string): Promise<void> {
  const [journey] = await sql<{ state: string; version: number | null }[]>`
    select state, live_version as version from journeys where id = ${journeyId}`;
  if (!journey) throw new Failure('NOT_FOUND', { journey: journeyId });
  if (journey.version === null) throw new Failure('JOURNEY_NOT_PUBLISHED', { journey: journeyId });
  // A paused journey takes people in; they wait at its trigger until it goes on.
  if (journey.state === 'ended') throw new Failure('JOURNEY_NOT_RUNNING', { journey: journeyId, state: journey.state });
}
