import { partOfSweep } from '#core/tracking/judge.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { atomically } from '#store/atomically.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { holdStill, wakeWaiting } from '#store/enrollments/wake-waiting.ts';
import { callsOf } from './calls-of.ts';
import { settleMessages } from './settle-messages.ts';

interface Held {
  lane: number;
  contactId: string;
  id: string;
  kind: 'open' | 'click';
  at: number;
  link: string | null;
  journeyId: string | null;
  step: string | null;
  messageId: string | null;
}

interface Sibling {
  id: string;
  messageId: string;
  kind: 'open' | 'click';
  at: number;
  link: string | null;
}

/** The hits of one message that a judgement looks at: enough for any sweep, bounded against a flood. */
export const SIBLINGS = 200;

/**
 * Judges opens and clicks whose minute is over, by what else came of their messages meanwhile. A reader's now counts, settles
 * a message in doubt and wakes who waits for it; a machine's stays in the log and nothing else. One transaction, in which
 * the hold is taken off: whatever cuts it short, each is judged, and wakes, exactly once. Any number of workers may do this.
 * @returns how many were judged; fewer than `limit` means none are left that nobody else has in hand.
 */
export async function judgeHeld(sql: Sql, limit: number): Promise<number> {
  const [due] = await sql`select 1 from events where judge_at <= stepwell_now() limit 1`;
  if (!due) return 0;
  return atomically(sql, async (tx) => {
    const found = await tx<{ lane: number; contactId: string; id: string }[]>`
      select lane, contact_id as "contactId", id from events where judge_at <= stepwell_now()
      order by judge_at limit ${limit}`;
    // Enrollments before events, in the order in which a contact's deletion takes them.
    await holdStill(tx, found);
    const held = await tx<Held[]>`
      select e.lane, e.contact_id as "contactId", e.id, e.kind, round(date_part('epoch', e.at) * 1000)::float8 as at,
        e.link, e.journey_id as "journeyId", e.step, e.message_id as "messageId"
      from ${whichOf(tx, found)} join events e on e.lane = w.lane and e.contact_id = w.contact_id and e.id = w.id
      where e.judge_at is not null order by e.at, e.id for update of e skip locked`;
    if (held.length === 0) return 0;
    const human = await readersOf(tx, held);
    const at = await now(tx);
    await tx`
      update events e set judge_at = null, human = w.human, judgement = case when w.human then 'HUMAN' else 'BURST' end,
        recorded_at = to_timestamp(${at}::float8 / 1000)
      from unnest(
        ${arrayLiteral(held.map((one) => one.lane))}::smallint[], ${arrayLiteral(held.map((one) => one.contactId))}::uuid[],
        ${arrayLiteral(held.map((one) => one.id))}::uuid[], ${arrayLiteral(held.map((one) => human.has(one.id)))}::boolean[]
      ) as w(lane, contact_id, id, human)
      where e.lane = w.lane and e.contact_id = w.contact_id and e.id = w.id`;
    const readers = held.filter((one) => human.has(one.id));
    await settleMessages(tx, readers);
    await wakeWaiting(
      tx,
      readers.flatMap((one) => callsOf(one, one.at, at)),
    );
    return held.length;
  });
}

/** When the next held hit is to be judged, epoch milliseconds; null when none is held. */
export async function nextJudgement(sql: Sql): Promise<number | null> {
  const [row] = await sql<{ at: number | null }[]>`
    select ceil(date_part('epoch', min(judge_at)) * 1000)::float8 as at from events where judge_at is not null`;
  return row?.at ?? null;
}

/** Those of them that are no part of a sweep. */
async function readersOf(tx: Sql, held: readonly Held[]): Promise<Set<string>> {
  const siblings = await tx<Sibling[]>`
    select s.id, s.message_id as "messageId", s.kind, round(date_part('epoch', s.at) * 1000)::float8 as at, s.link
    from (
      select distinct lane, contact_id, message_id from unnest(
        ${arrayLiteral(held.map((one) => one.lane))}::smallint[], ${arrayLiteral(held.map((one) => one.contactId))}::uuid[],
        ${arrayLiteral(held.map((one) => one.messageId))}::uuid[]
      ) as w(lane, contact_id, message_id)
    ) w cross join lateral (
      select * from events e
      where e.lane = w.lane and e.contact_id = w.contact_id and e.message_id = w.message_id and e.kind in ('open', 'click')
      order by e.at desc limit ${SIBLINGS}
    ) s`;
  const of = Map.groupBy(siblings, ({ messageId }) => messageId);
  const alone = held.filter((one) => {
    const others = (of.get(one.messageId ?? '') ?? []).filter(({ id }) => id !== one.id);
    return !partOfSweep(one, others);
  });
  return new Set(alone.map(({ id }) => id));
}

function whichOf(tx: Sql, found: readonly { lane: number; contactId: string; id: string }[]) {
  return tx`unnest(
    ${arrayLiteral(found.map((one) => one.lane))}::smallint[], ${arrayLiteral(found.map((one) => one.contactId))}::uuid[],
    ${arrayLiteral(found.map((one) => one.id))}::uuid[]) as w(lane, contact_id, id)`;
}
