import { laneOf } from '#core/lane.ts';
import { phi } from '#core/phi.ts';
import type { Attributes, EventFact, MessageFact } from '#core/segment/fields.ts';
import type { AttributeChange, ContactRecord, HeardEvent, Membership, MessageRecord } from '#core/why/record.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import { HISTORY } from '#store/contacts/keep-history.ts';
import { type ContactValues, type SealedContact, openContact } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';
import { readCaseRecords } from './read-cases.ts';

/** Most events looked at for one explanation; conditions themselves look at fewer. */
const MOST_EVENTS = 10_000;

/** All that is kept of a contact, opened as far as it can be; null when it is gone. */
export async function readContactRecord(sql: Sql, seal: Seal, contactId: string): Promise<ContactRecord | null> {
  const lane = laneOf(contactId);
  const [row] = await sql<(SealedContact & { createdAt: number })[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion",
      date_part('epoch', created_at) * 1000 as "createdAt"
    from contacts where lane = ${lane} and id = ${contactId}`;
  if (!row) return null;
  const [changes, memberships, events, messages, cases, answers, journeys] = await Promise.all([
    readChanges(sql, seal, lane, row),
    readMemberships(sql, lane, contactId),
    readEvents(sql, lane, contactId),
    readMessages(sql, lane, contactId),
    readCaseRecords(sql, lane, contactId),
    sql<ContactRecord['answers'][number][]>`
      select date_part('epoch', finished_at) * 1000 as at, enrollment_id as enrollment, step, visit,
        case when state = 'delivered' then 'success' else 'failure' end as outcome
      from webhook_deliveries where lane = ${lane} and contact_id = ${contactId} and finished_at is not null`,
    sql<{ id: string; name: string; enteredAt: number }[]>`
      select j.id, j.name, date_part('epoch', e.entered_at) * 1000 as "enteredAt"
      from enrollments e join journeys j on j.id = e.journey_id
      where e.lane = ${lane} and e.contact_id = ${contactId}`,
  ]);
  const attributes = openOr(() => openContact(seal, row));
  return {
    contactId,
    createdAt: row.createdAt,
    unreadable: attributes === null || changes.includes(null),
    attributes: attributes ?? {},
    changes: changes.filter((one) => one !== null),
    memberships,
    events,
    messages,
    cases,
    answers,
    journeys,
  };
}

async function readChanges(
  sql: Sql,
  seal: Seal,
  lane: number,
  contact: SealedContact,
): Promise<(AttributeChange | null)[]> {
  const rows = await sql<(Omit<AttributeChange, 'whole' | 'former'> & { keys: string[] | null; sealed: Uint8Array })[]>`
    select date_part('epoch', at) * 1000 as at, revision, keys, sealed, actor, source, coalesce((
      select jsonb_agg(jsonb_build_object('attribute', a.attribute, 'enrollment', a.enrollment_id)) from attribute_changes a
      where a.lane = h.lane and a.contact_id = h.contact_id and a.at = date_trunc('milliseconds', h.at)), '[]') as by
    from contact_history h
    where lane = ${lane} and contact_id = ${contact.id} order by revision desc`;
  return rows.map(({ keys, sealed, ...row }) => {
    const open = () => (keys === null ? openContact(seal, { ...contact, sealed }) : openFormer(seal, contact, sealed));
    const former = openOr(open);
    return former && { ...row, whole: keys === null, former };
  });
}

/** Null for what was altered, or sealed under a key that is gone. */
function openOr(open: () => Attributes): Attributes | null {
  try {
    return open();
  } catch {
    return null;
  }
}

function openFormer(seal: Pick<Seal, 'openFor'>, contact: ContactKey, sealed: Uint8Array): Attributes {
  const plain = Buffer.from(seal.openFor(contact, HISTORY, sealed)).toString('utf8');
  const values = JSON.parse(plain) as ContactValues;
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, phi(value)]));
}

async function readMemberships(sql: Sql, lane: number, contactId: string): Promise<Membership[]> {
  return sql<Membership[]>`
    select 'list' as kind, list_id as "setId", date_part('epoch', added_at) * 1000 as "from", null::float8 as until
    from list_members where lane = ${lane} and contact_id = ${contactId}
    union all
    select 'segment', segment_id, date_part('epoch', added_at) * 1000, null
    from segment_members where lane = ${lane} and contact_id = ${contactId}
    union all
    select kind, set_id, date_part('epoch', added_at) * 1000, date_part('epoch', removed_at) * 1000
    from membership_history where lane = ${lane} and contact_id = ${contactId}`;
}

type Nullable<T> = { [K in keyof T]: T[K] | null };
type EventRow = Pick<HeardEvent, 'kind' | 'at' | 'human' | 'recordedAt'> &
  Nullable<Required<Omit<EventFact, 'kind' | 'at' | 'human'>>>;

async function readEvents(sql: Sql, lane: number, contactId: string): Promise<HeardEvent[]> {
  const rows = await sql<EventRow[]>`
    select kind, round(date_part('epoch', at) * 1000)::float8 as at, human, journey_id as journey, step, template,
      message_id as message, link, name, round(date_part('epoch', recorded_at) * 1000)::float8 as "recordedAt",
      round(date_part('epoch', judge_at) * 1000)::float8 as "heldUntil"
    from events where lane = ${lane} and contact_id = ${contactId}
      and kind in ('delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom')
    order by id desc limit ${MOST_EVENTS}`;
  return rows
    .map(({ kind, at, human, recordedAt, heldUntil, journey, step, template, message, link, name }) => ({
      kind,
      at,
      human,
      recordedAt,
      heldUntil: heldUntil ?? undefined,
      journey: journey ?? undefined,
      step: step ?? undefined,
      template: template ?? undefined,
      message: message ?? undefined,
      link: link ?? undefined,
      name: name ?? undefined,
    }))
    .toReversed();
}

async function readMessages(sql: Sql, lane: number, contactId: string): Promise<MessageRecord[]> {
  const rows = await sql<(Omit<MessageRecord, 'attempts' | 'resolutions' | 'reason'> & { reason: string | null })[]>`
    select id, journey_id as journey, step, template, coalesce(method, 'none') as method, state, reason,
      enrollment_id as enrollment, visit, resend_of is not null as resend,
      round(date_part('epoch', queued_at) * 1000)::float8 as "queuedAt",
      round(date_part('epoch', finished_at) * 1000)::float8 as "finishedAt"
    from messages where lane = ${lane} and contact_id = ${contactId} order by queued_at, id`;
  const attempts = await sql<(MessageRecord['attempts'][number] & { messageId: string })[]>`
    select message_id as "messageId", date_part('epoch', started_at) * 1000 as "startedAt",
      date_part('epoch', finished_at) * 1000 as "finishedAt", result, method
    from attempts where lane = ${lane} and contact_id = ${contactId} order by message_id, n`;
  const resolutions = await sql<(MessageRecord['resolutions'][number] & { messageId: string })[]>`
    select message_id as "messageId", date_part('epoch', at) * 1000 as at, record ->> 'before' as before,
      record ->> 'result' as state, record ->> 'reason' as reason
    from evidence where lane = ${lane} and contact_id = ${contactId} and record ->> 'kind' = 'resolution'
    order by message_id, seq`;
  const of = Map.groupBy(attempts, ({ messageId }) => messageId);
  const settled = Map.groupBy(resolutions, ({ messageId }) => messageId);
  return rows.map(({ reason, ...row }) => ({
    ...row,
    reason: reason ?? undefined,
    resolutions: settled.get(row.id) ?? [],
    method: row.method satisfies MessageFact['method'],
    attempts: of.get(row.id) ?? [],
  }));
}
