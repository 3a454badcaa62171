import { type Hit, type Judgement, BURST_MS, HOLD_MS, judge, partOfSweep } from '#core/tracking/judge.ts';
import { atomically } from '#store/atomically.ts';
import { ingest } from '#store/events/ingest.ts';
import { SIBLINGS } from '#store/events/judge-held.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import type { LinkedMessage } from './find-message.ts';

interface Sibling {
  id: string;
  kind: 'open' | 'click';
  at: number;
  link: string | null;
  /** Taken for a reader's, so far. */
  human: boolean;
}

export type SeenHit = Pick<Hit, 'kind' | 'method' | 'userAgent' | 'purposes'> & { link: string | null };

/**
 * Keeps an open or click. What is plainly a machine's is judged at once; what looks like a reader's is held for a minute
 * (HOLD_MS), so that the first click of a scanner's sweep wakes nobody before the others have come. When this one shows
 * that earlier hits were part of a sweep, those are relabeled: the log keeps them, the figures do not.
 * @returns how it looks now.
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
      select id, kind, round(date_part('epoch', at) * 1000)::float8 as at, link, human or judge_at is not null as human
      from events
      where lane = ${message.lane} and contact_id = ${message.contactId} and message_id = ${message.id}
        and kind in ('open', 'click') order by at desc limit ${SIBLINGS}`;
    const judgement = judge({ ...hit, at, acceptedAt: message.acceptedAt, siblings });
    const { lane, contactId, id: messageId, journeyId, step, template } = message;
    const event = { id: newId(), lane, contactId, messageId, journeyId, step, template };
    const { kind, link } = hit;
    const { human, reason } = judgement;
    const verdict = human ? { judgeAt: at + HOLD_MS } : { human, judgement: reason };
    await ingest(tx, [{ ...event, kind, link, at, ...verdict }]);
    if (reason === 'BURST') await relabel(tx, message, siblings, { kind, at, link });
    return judgement;
  });
}

/** Judges the hits of the last minute that were held, or taken for a reader's, again, now that this one is known. */
async function relabel(
  sql: Sql,
  message: LinkedMessage,
  siblings: readonly Sibling[],
  latest: { kind: 'open' | 'click'; at: number; link: string | null },
): Promise<void> {
  const swept = siblings.filter((one) => {
    if (!one.human || latest.at - one.at > BURST_MS) return false;
    return partOfSweep(one, [...siblings.filter((other) => other.id !== one.id), latest]);
  });
  if (swept.length === 0) return;
  await sql`
    update events set human = false, judgement = 'BURST', judge_at = null
    where lane = ${message.lane} and contact_id = ${message.contactId}
      and id in (select jsonb_array_elements_text(${JSON.stringify(swept.map((one) => one.id))}::text::jsonb)::uuid)`;
}
