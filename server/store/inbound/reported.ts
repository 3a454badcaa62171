import { z } from 'zod';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { type SealedContact, openValues } from '#store/contacts/open.ts';
import type { Sql } from '#store/database.ts';

/** A message that inbound mail is about, as far as acting upon that needs it. Holds the address it went to. */
export interface Reported {
  lane: number;
  contactId: string;
  id: string;
  journeyId: string;
  step: string;
  template: string;
  state: string;
  attempt: number;
  resent: boolean;
  /** Its last dot, epoch milliseconds; null when it was never handed over. */
  dotAt: number | null;
  /** The contact's own key, to seal a reply with; null when the contact is gone. */
  contact: { id: string; wrappedKey: Uint8Array; keyVersion: number } | null;
  /** The address it went to, and the one the contact has now; lower case. */
  sentTo: string | null;
  addressNow: string | null;
  /** The sender identity's id. */
  senderId: string | null;
}

interface Row extends Omit<Reported, 'contact' | 'sentTo' | 'addressNow'> {
  copy: Uint8Array | null;
  sealed: Uint8Array | null;
  wrappedKey: Uint8Array | null;
  keyVersion: number | null;
}

const copyShape = z.object({ to: z.string() });

/** Reads messages by lane and id; those that are not here are left out. */
export async function readReported(
  sql: Sql,
  seal: Seal,
  wanted: readonly { lane: number; messageId: string }[],
): Promise<Map<string, Reported>> {
  if (wanted.length === 0) return new Map();
  const rows = await sql<Row[]>`
    select m.lane, m.contact_id as "contactId", m.id, m.journey_id as "journeyId", m.step, m.template, m.state,
      m.attempts as attempt, m.doubt_resent as resent, m.copy, c.sealed, c.wrapped_key as "wrappedKey",
      c.key_version as "keyVersion",
      (select round(date_part('epoch', max(a.dot_at)) * 1000)::float8 from attempts a
        where a.lane = m.lane and a.contact_id = m.contact_id and a.message_id = m.id) as "dotAt",
      (select e.record ->> 'sender' from evidence e
        where e.lane = m.lane and e.contact_id = m.contact_id and e.message_id = m.id and e.record ->> 'kind' = 'intent'
        order by e.seq desc limit 1) as "senderId"
    from unnest(
      ${arrayLiteral(wanted.map((one) => one.lane))}::smallint[], ${arrayLiteral(wanted.map((one) => one.messageId))}::uuid[]
    ) as w(lane, id)
    join messages m on m.lane = w.lane and m.id = w.id
    left join contacts c on c.lane = m.lane and c.id = m.contact_id`;
  return new Map(rows.map((row) => [row.id, open(seal, row)]));
}

/** The message of this Message-ID header, for replies that only name it; null when it is none of ours. */
export async function findByHeader(
  sql: Sql,
  ids: readonly string[],
): Promise<{ lane: number; messageId: string } | null> {
  const ours = ids.filter((one) => /^[0-9a-f-]{36}@/.test(one));
  if (ours.length === 0) return null;
  const [row] = await sql<{ lane: number; messageId: string }[]>`
    select m.lane, m.id as "messageId"
    from unnest(
      ${arrayLiteral(ours.map((one) => one.slice(0, 36)))}::uuid[], ${arrayLiteral(ours.map((one) => `<${one}>`))}::text[]
    ) with ordinality as w(id, header, n)
    join messages m on m.id = w.id and m.message_id = w.header
    order by w.n limit 1`;
  return row ?? null;
}

function open(seal: Seal, { copy, sealed, wrappedKey, keyVersion, ...message }: Row): Reported {
  const gone = { ...message, contact: null, sentTo: null, addressNow: null };
  if (!sealed || !wrappedKey || keyVersion === null) return gone;
  const contact = { id: message.contactId, wrappedKey, keyVersion };
  try {
    const { email } = openValues(seal, { ...contact, sealed } satisfies SealedContact);
    const kept = copy && copyShape.safeParse(JSON.parse(Buffer.from(seal.openFor(contact, 'copy', copy)).toString()));
    return {
      ...message,
      contact,
      sentTo: kept?.success ? kept.data.to.toLowerCase() : null,
      addressNow: typeof email === 'string' ? email.trim().toLowerCase() : null,
    };
  } catch {
    // Altered, or its key was shredded: as good as gone.
    return gone;
  }
}
