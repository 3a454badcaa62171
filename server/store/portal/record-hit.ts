import { type Hit, type Judgement, BURST_MS, judge } from '#core/tracking/judge.ts';
import { atomically } from '#store/atomically.ts';
import { ingest } from '#store/events/ingest.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import type { LinkedMessage } from './find-message.ts';

interface Sibling {
  id: string;
  kind: 'open' | 'click';
  at: number;
  link: string | null;
  human: boolean;
}

export type SeenHit = Pick<Hit, 'kind' | 'method' | 'userAgent' | 'purposes'> & { link: string | null };

/** The hits of one message that a judgement looks at: enough for any sweep, bounded against a flood. */
const SIBLINGS = 200;

/**
 * Keeps an open or click, judged by what else is known of its message, and wakes who waits for a human one. When it
 * shows that earlier hits were part of a sweep, those are relabeled: the log keeps them, the figures do not.
 */
export async function recordHit(
  sql: Sql,
  message: LinkedMessage,
  hit: SeenHit,
  newId: () => string,
): Promise<Judgement> {
  return atomically(sql, async (tx) => {
    // One hit of a message at a time, so that a sweep's parallel requests see each other.
    await tx`select pg_advisory_xact_lock(7230720, hashtext(${message.id}))`;
    const at = await now(tx);
    const siblings = await tx<Sibling[]>`
      select id, kind, round(date_part('epoch', at) * 1000)::float8 as at, link, human from events
      where lane = ${message.lane} and contact_id = ${message.contactId} and message_id = ${message.id}
        and kind in ('open', 'click') order by at desc limit ${SIBLINGS}`;
    const whole: Hit = { ...hit, at, acceptedAt: message.acceptedAt, siblings };
    const judgement = judge(whole);
    const { lane, contactId, id: messageId, journeyId, step, template } = message;
    const event = { id: newId(), lane, contactId, messageId, journeyId, step, template };
    const { kind, link } = hit;
    await ingest(tx, [{ ...event, kind, link, at, human: judgement.human, judgement: judgement.reason }]);
    if (judgement.reason === 'BURST') await relabel(tx, message, siblings, { kind, at, link });
    return judgement;
  });
}

/** Judges the human hits of the last minute again, now that this one is known. */
async function relabel(
  sql: Sql,
  message: LinkedMessage,
  siblings: readonly Sibling[],
  latest: { kind: 'open' | 'click'; at: number; link: string | null },
): Promise<void> {
  const swept = siblings.filter((one) => {
    if (!one.human || latest.at - one.at > BURST_MS) return false;
    const others = [...siblings.filter((other) => other.id !== one.id), latest];
    const { kind, at, link } = one;
    // Only the burst is in question: the rest of what was seen of it is not kept, and it was found human then.
    const again = judge({
      kind,
      at,
      link,
      method: 'GET',
      userAgent: 'kept',
      purposes: [],
      acceptedAt: at,
      siblings: others,
    });
    return again.reason === 'BURST';
  });
  if (swept.length === 0) return;
  await sql`
    update events set human = false, judgement = 'BURST'
    where lane = ${message.lane} and contact_id = ${message.contactId}
      and id in (select jsonb_array_elements_text(${JSON.stringify(swept.map((one) => one.id))}::text::jsonb)::uuid)`;
}
