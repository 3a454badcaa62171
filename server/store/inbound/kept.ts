import { z } from 'zod';
import type { InboundProblem } from '#core/inbound/addressed.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { openEnvelope } from './claim.ts';
import { type Envelope, MAIL_PURPOSE } from './keep.ts';

/** A mail kept for staff, without anything of its content. Times are epoch milliseconds. */
export interface KeptMail {
  id: string;
  receivedAt: number;
  bytes: number;
  problem: InboundProblem;
  kind: string | null;
  messageId: string | null;
}

/** Newest first, a page at a time; `after` is the last of the page before. */
export async function listKept(
  sql: Sql,
  { after, limit }: { after?: string | undefined; limit: number },
): Promise<{ rows: KeptMail[]; next: string | null }> {
  const rows = await sql<KeptMail[]>`
    select id, round(date_part('epoch', received_at) * 1000)::float8 as "receivedAt", bytes, problem,
      finding ->> 'kind' as kind, message_id as "messageId"
    from inbound_mail m where state = 'kept'
      and ${after ? sql`(m.received_at, m.id) < (select a.received_at, a.id from inbound_mail a where a.id = ${after})` : sql`true`}
    order by m.received_at desc, m.id desc limit ${limit}`;
  return { rows: [...rows], next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
}

/** The longest source shown, characters. */
const LONGEST = 200_000;

/** A kept mail as it came, and from where. May quote patient data. @throws Failure NOT_FOUND */
export async function openKept(
  sql: Sql,
  seal: Pick<Seal, 'open'>,
  id: string,
): Promise<{ envelope: Envelope; source: string }> {
  const [row] = await sql<{ envelope: Uint8Array; sealed: Uint8Array | null }[]>`
    select envelope, sealed from inbound_mail where id = ${id} and state = 'kept'`;
  if (!row?.sealed) throw new Failure('NOT_FOUND', { inbound: id });
  const bytes = Buffer.from(seal.open(MAIL_PURPOSE, row.sealed));
  return { envelope: openEnvelope(seal, row.envelope), source: bytes.toString('utf8').slice(0, LONGEST) };
}

export const keptVerdicts = ['dismiss', 'again'] as const;
export type KeptVerdict = z.infer<typeof verdict>;
const verdict = z.enum(keptVerdicts);

/** What a person decides: it was looked at and needs nothing, or it is to be read once more. @throws Failure NOT_FOUND */
export async function decideKept(tx: Sql, id: string, decided: KeptVerdict): Promise<void> {
  const done =
    decided === 'dismiss'
      ? await tx`update inbound_mail set state = 'dismissed' where id = ${id} and state = 'kept'`
      : await tx`
          update inbound_mail set state = 'waiting', problem = null, attempts = 0, due_at = now()
          where id = ${id} and state = 'kept' and sealed is not null and problem not in ('forged-address', 'too-large')`;
  if (done.count === 0) throw new Failure('NOT_FOUND', { inbound: id });
  if (decided === 'again') await tx`select pg_notify('stepwell_inbound', '')`;
}
