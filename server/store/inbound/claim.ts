import { z } from 'zod';
import type { Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { ENVELOPE_PURPOSE, type Envelope, MAIL_PURPOSE } from './keep.ts';

/** A mail taken up to be read. */
export interface ClaimedMail {
  id: string;
  /** Which time this is, from 1. */
  attempt: number;
  /** Epoch milliseconds. */
  receivedAt: number;
  envelope: Envelope;
  bytes: Uint8Array;
}

const LEASE_SECONDS = 60;

const envelopeShape = z.object({
  from: z.string(),
  to: z.string(),
  peer: z.string(),
  helo: z.string(),
  tls: z.object({ protocol: z.string(), cipher: z.string() }).nullable(),
});

/** What was claimed; `broken`: rows that were altered, so that the seal does not open them. */
export interface Claimed {
  mails: ClaimedMail[];
  broken: Pick<ClaimedMail, 'id' | 'attempt'>[];
}

/** Takes up to `limit` mails that nobody reads, the longest waiting first. What a dead reader held is taken over. */
export async function claimInbound(
  { sql, seal }: { sql: Sql; seal: Pick<Seal, 'open'> },
  worker: string,
  limit: number,
): Promise<Claimed> {
  const rows = await sql<(Omit<ClaimedMail, 'envelope' | 'bytes'> & { envelope: Uint8Array; sealed: Uint8Array })[]>`
    with taken as materialized (
      select id from inbound_mail
      where state = 'waiting' and due_at <= now() and (lease_until is null or lease_until < now())
      order by due_at, id limit ${limit} for update skip locked
    )
    update inbound_mail m set claimed_by = ${worker}, attempts = m.attempts + 1,
      lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    from taken t where m.id = t.id
    returning m.id, m.attempts as attempt, round(date_part('epoch', m.received_at) * 1000)::float8 as "receivedAt",
      m.envelope, m.sealed`;
  const claimed: Claimed = { mails: [], broken: [] };
  // In the order they came: the database answers in any.
  for (const { envelope, sealed, ...row } of rows.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    try {
      claimed.mails.push({
        ...row,
        envelope: openEnvelope(seal, envelope),
        bytes: seal.open(MAIL_PURPOSE, sealed),
      });
    } catch {
      claimed.broken.push(row);
    }
  }
  return claimed;
}

export function openEnvelope(seal: Pick<Seal, 'open'>, sealed: Uint8Array): Envelope {
  return envelopeShape.parse(JSON.parse(Buffer.from(seal.open(ENVELOPE_PURPOSE, sealed)).toString()));
}

/** Keeps what this reader holds its own for another while. */
export async function renewInbound(sql: Sql, worker: string): Promise<void> {
  await sql`
    update inbound_mail set lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where claimed_by = ${worker} and state = 'waiting' and lease_until >= now()`;
}

/** Lets go of mails, to be taken up again in a moment; `uncounted`: that they were taken up is not held against them. */
export async function releaseInbound(
  sql: Sql,
  worker: string,
  mails: readonly { id: string }[],
  { inSeconds, uncounted }: { inSeconds: number; uncounted: boolean },
): Promise<void> {
  if (mails.length === 0) return;
  await sql`
    update inbound_mail m set claimed_by = null, lease_until = null, attempts = m.attempts - ${uncounted ? 1 : 0},
      due_at = now() + ${inSeconds} * interval '1 second'
    where m.id = any(${arrayLiteral(mails.map(({ id }) => id))}::uuid[]) and m.claimed_by = ${worker} and m.state = 'waiting'`;
}
