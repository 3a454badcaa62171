import type { ChangeFact, EventFact, MessageFact } from '#core/segment/fields.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { Building, Who } from './building.ts';

/** Newest events of one contact that conditions may look at; older ones count no more. */
const EVENTS_PER_CONTACT = 2000;

type Nullable<T> = { [K in keyof T]: T[K] | null };
type EventRow = Pick<EventFact, 'kind' | 'at' | 'human'> &
  Nullable<Required<Omit<EventFact, 'kind' | 'at' | 'human'>>> & { contactId: string };
type MessageRow = Omit<MessageFact, 'reason'> & { contactId: string; reason: string | null };

/**
 * What is on record has happened, also when the clock was set back since, or the clock of whoever told of it is a little
 * ahead: nothing is later than now, or a condition would not see it until the clock has caught up.
 */
export async function readEvents(sql: Sql, who: Who, found: ReadonlyMap<string, Building>): Promise<void> {
  const rows = await sql<EventRow[]>`
    select e.contact_id as "contactId", e.kind, date_part('epoch', least(e.at, t.now)) * 1000 as at, e.human, e.journey_id as journey,
      e.step, e.template, e.message_id as message, e.link, e.name, date_part('epoch', e.recorded_at) * 1000 as "recordedAt",
      date_part('epoch', e.judge_at) * 1000 as "heldUntil"
    from (select date_trunc('milliseconds', stepwell_now()) as now) t cross join ${who} cross join lateral (
      select * from events where lane = w.lane and contact_id = w.id
        and kind in ('delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom')
      order by id desc limit ${EVENTS_PER_CONTACT}
    ) e order by e.contact_id, e.id`;
  for (const { contactId, kind, at, human, recordedAt, heldUntil, ...row } of rows) {
    const { journey, step, template, message, link, name } = row;
    found.get(contactId)!.events.push({
      kind,
      at: Math.round(at),
      human,
      recordedAt: recordedAt === null ? undefined : Math.round(recordedAt),
      heldUntil: heldUntil === null ? undefined : Math.round(heldUntil),
      journey: journey ?? undefined,
      step: step ?? undefined,
      template: template ?? undefined,
      message: message ?? undefined,
      link: link ?? undefined,
      name: name ?? undefined,
    });
  }
}

/** Newest changes of one contact that a wait for one may look back at. */
const CHANGES_PER_CONTACT = 100;

/** Which of these attributes were changed lately, and by whose steps. What nobody noted as a change of theirs is none. */
export async function readChanges(
  sql: Sql,
  who: Who,
  keys: ReadonlySet<string>,
  found: ReadonlyMap<string, Building>,
): Promise<void> {
  const wanted = arrayLiteral([...keys]);
  const rows = await sql<(ChangeFact & { contactId: string })[]>`
    select h.contact_id as "contactId", k.key as attribute, h.revision,
      round(date_part('epoch', h.at) * 1000)::float8 as at, coalesce((
        select array_agg(a.enrollment_id) from attribute_changes a
        where a.lane = h.lane and a.contact_id = h.contact_id and a.attribute = k.key
          and a.at = date_trunc('milliseconds', h.at)), '{}') as by
    from ${who} cross join lateral (
      select * from contact_history where lane = w.lane and contact_id = w.id and keys && ${wanted}::text[]
      order by revision desc limit ${CHANGES_PER_CONTACT}
    ) h cross join lateral unnest(h.keys) as k(key)
    where k.key = any(${wanted}::text[]) order by h.contact_id, h.revision`;
  for (const { contactId, ...change } of rows) (found.get(contactId)!.changes ??= []).push(change);
}

export async function readMessages(sql: Sql, who: Who, found: ReadonlyMap<string, Building>): Promise<void> {
  const rows = await sql<MessageRow[]>`
    select m.contact_id as "contactId", m.id, m.journey_id as journey, m.step, m.template,
      coalesce(m.method, 'none') as method, m.state, m.reason, m.enrollment_id as enrollment, m.visit,
      m.resend_of is not null as resend,
      date_part('epoch', coalesce(m.finished_at, m.queued_at)) * 1000 as at
    from ${who} join messages m on m.lane = w.lane and m.contact_id = w.id order by m.queued_at, m.id`;
  for (const { contactId, reason, ...row } of rows)
    found.get(contactId)!.messages.push({ ...row, reason: reason ?? undefined, at: Math.round(row.at) });
}
