import type { Sql } from '#store/database.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { now } from '#store/clock/now.ts';
import { atomically } from '#store/atomically.ts';
import { holdStill, wakeWaiting } from '#store/enrollments/wake-waiting.ts';
import { callsOf } from './calls-of.ts';
import { settleMessages } from './settle-messages.ts';

/** Something a contact did, or that happened to a message of theirs. */
export interface NewEvent {
  /** UUIDv7. */
  id: string;
  lane: number;
  contactId: string;
  kind:
    | 'delivered'
    | 'open'
    | 'click'
    | 'bounce'
    | 'portal_read'
    | 'reply'
    | 'custom'
    /** Told by returned mail, for the timeline: nobody's wait ends by these. */
    | 'delayed'
    | 'confirmed'
    | 'auto_reply'
    | 'complaint'
    | 'unsubscribe';
  /** Epoch milliseconds; default now. */
  at?: number | undefined;
  /** An automated open or click is kept but wakes nobody. Default true. */
  human?: boolean | undefined;
  judgement?: string | null | undefined;
  /** Epoch milliseconds: an open or click to be judged then (judge-held.ts). It counts for nothing and wakes nobody before. */
  judgeAt?: number | null | undefined;
  journeyId?: string | null | undefined;
  step?: string | null | undefined;
  template?: string | null | undefined;
  messageId?: string | null | undefined;
  link?: string | null | undefined;
  /** A custom event's name; of a bounce or delay, its RFC 3463 code when one is known (a bounce's 4.x.x: only delayed). */
  name?: string | null | undefined;
  /** A custom event's properties, sealed. */
  sealed?: Uint8Array | null | undefined;
  /** From the sender of an API event; a second one with the same key for this contact is ignored. */
  dedupe?: string | null | undefined;
}

/**
 * Keeps events, settles the messages they say something about, and wakes whoever waits for one of them, in one
 * transaction (the caller's, when it gives one).
 * Repeats (same id, or same dedupe key of a contact) and events of contacts that are gone are left out.
 * @returns the ids that were new.
 */
export async function ingestEvents(sql: Sql, events: readonly NewEvent[]): Promise<Set<string>> {
  if (events.length === 0) return new Set();
  return atomically(sql, async (tx) => {
    const at = await now(tx);
    const waking = events.filter(counts);
    if (waking.length > 0) await holdStill(tx, waking);
    const fresh = await insert(tx, events, at);
    await settleMessages(
      tx,
      waking.filter((one) => fresh.has(one.id)),
    );
    await wakeWaiting(
      tx,
      waking.filter((one) => fresh.has(one.id)).flatMap((one) => callsOf(one, one.at ?? at, at)),
    );
    // Nobody is waked, but the walker has to know when to look.
    if (events.some((one) => one.judgeAt != null)) await tx`select pg_notify('stepwell_due', '')`;
    return fresh;
  });
}

/** As `ingestEvents`, answering only how many were new. */
export async function ingest(sql: Sql, events: readonly NewEvent[]): Promise<number> {
  return (await ingestEvents(sql, events)).size;
}

function counts({ kind, human, judgeAt }: NewEvent): boolean {
  return (human !== false && judgeAt == null) || (kind !== 'open' && kind !== 'click');
}

async function insert(sql: Sql, events: readonly NewEvent[], now: number): Promise<Set<string>> {
  const column = (of: (one: NewEvent) => string | number | boolean | null | undefined) =>
    arrayLiteral(events.map((one) => of(one) ?? null));
  // In the order of the keys that two who report the same at once wait for each other over; ids are each one's own.
  const rows = await sql<{ id: string }[]>`
    insert into events (lane, contact_id, id, kind, at, recorded_at, human, judgement, judge_at, journey_id, step,
      template, message_id, link, name, sealed, dedupe)
    select w.lane, w.contact_id, w.id, w.kind, to_timestamp(w.at / 1000), to_timestamp(${now}::float8 / 1000), w.human, w.judgement,
      to_timestamp(w.judge_at / 1000), w.journey_id, w.step, w.template, w.message_id, w.link, w.name, decode(w.sealed, 'base64'), w.dedupe
    from unnest(
      ${column((one) => one.lane)}::smallint[], ${column((one) => one.contactId)}::uuid[],
      ${column((one) => one.id)}::uuid[], ${column((one) => one.kind)}::text[],
      ${column((one) => one.at ?? now)}::float8[], ${column((one) => one.judgeAt == null && (one.human ?? true))}::boolean[],
      ${column((one) => one.judgement)}::text[], ${column((one) => one.judgeAt)}::float8[], ${column((one) => one.journeyId)}::uuid[],
      ${column((one) => one.step)}::text[], ${column((one) => one.template)}::text[],
      ${column((one) => one.messageId)}::uuid[], ${column((one) => one.link)}::text[],
      ${column((one) => one.name)}::text[],
      ${column((one) => (one.sealed ? Buffer.from(one.sealed).toString('base64') : null))}::text[],
      ${column((one) => one.dedupe)}::text[]
    ) as w(lane, contact_id, id, kind, at, human, judgement, judge_at, journey_id, step, template, message_id, link, name, sealed,
      dedupe)
    join contacts c on c.lane = w.lane and c.id = w.contact_id
    order by w.lane, w.contact_id, w.dedupe, w.id
    on conflict do nothing
    returning id`;
  return new Set(rows.map((row) => row.id));
}
