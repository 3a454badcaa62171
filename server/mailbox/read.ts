import PostalMime, { type Email } from 'postal-mime';
import { Failure } from '#core/failure.ts';
import type { Services } from '#api/services.ts';
import { openSealed } from './open-sealed.ts';

type Vault = Pick<Services, 'db' | 'seal'>;

/** One mail as a demo recipient's mail program would list it. */
export interface MailSummary {
  id: string;
  at: number;
  domain: string;
  recipient: string;
  /** The stepwell message it carries; null for other mail, such as a portal code. */
  messageId: string | null;
  method: MailMethod;
  /** As shown outside: `[...]` for sealed mail. */
  subject: string;
}

export type MailMethod = 'tls' | 'smime' | 'pgp' | 'portal' | 'plain';

/** A mail opened with the demo recipient's own key, as they would read it. */
export interface OpenedMail extends MailSummary {
  from: string;
  subject: string;
  html: string;
  text: string;
  tls: { protocol: string; cipher: string } | null;
  /** How the body was sealed, in words; null when it was not. */
  sealedBy: string | null;
  size: number;
}

interface Row {
  id: string;
  at: number;
  domain: string;
  sealed_recipient: Uint8Array;
  sealed: Uint8Array;
  tls: OpenedMail['tls'];
}

/** Newest first, a page at a time; `before` is the id of the last one of the page before. Optionally of one recipient or domain. */
export async function listMail(
  services: Vault,
  asked: {
    limit: number;
    before?: string | undefined;
    recipient?: string | undefined;
    domain?: string | undefined;
    /** Only among these. */
    ids?: readonly string[] | undefined;
  },
): Promise<MailSummary[]> {
  const { sql } = services.db;
  const { limit, before, recipient, domain, ids } = asked;
  const hash = recipient ? services.seal.lookup('email', recipient.trim().toLowerCase()) : null;
  const rows = await sql<Row[]>`
    select ${columns(sql)} from mailbox_mail
    where ${hash ? sql`recipient_hash = ${hash}` : sql`true`}
      and ${domain ? sql`domain = ${domain}` : sql`true`}
      and ${ids ? sql`id = any(${ids}::uuid[])` : sql`true`}
      and ${before ? sql`(mailbox_mail.at, id) < (select b.at, b.id from mailbox_mail b where b.id = ${before})` : sql`true`}
    order by mailbox_mail.at desc, id desc limit ${limit}`;
  const mails = await Promise.all(rows.map(async (row) => ({ row, outer: await parse(services, row) })));
  const methods = await methodsOf(
    services,
    mails.map(({ outer }) => messageIdOf(outer)),
  );
  return mails.map(({ row, outer }) => summary(services, row, outer, methods));
}

/** @throws Failure NOT_FOUND */
export async function openMail(services: Vault, id: string): Promise<OpenedMail> {
  const [row] = await services.db.sql<Row[]>`
    select ${columns(services.db.sql)} from mailbox_mail where id = ${id}`;
  if (!row) throw new Failure('NOT_FOUND');
  const outer = await parse(services, row);
  const methods = await methodsOf(services, [messageIdOf(outer)]);
  const head = summary(services, row, outer, methods);
  const opened = await openSealed(services, head.recipient, outer);
  const mail = opened?.mail ?? outer;
  return {
    ...head,
    from: mail.from ? `${mail.from.name} <${mail.from.address ?? ''}>`.trim() : '',
    subject: mail.subject ?? '',
    html: mail.html ?? '',
    text: mail.text ?? '',
    tls: row.tls,
    sealedBy: opened?.by ?? null,
    size: rawOf(services, row).length,
  };
}

function columns(sql: Vault['db']['sql']) {
  return sql`id, round(date_part('epoch', at) * 1000)::float8 as at, domain, sealed_recipient, sealed, tls`;
}

function summary(services: Vault, row: Row, outer: Email, methods: ReadonlyMap<string, MailMethod>): MailSummary {
  const messageId = messageIdOf(outer);
  const known = messageId ? methods.get(messageId) : undefined;
  return {
    id: row.id,
    at: row.at,
    domain: row.domain,
    recipient: Buffer.from(services.seal.open('mailbox:recipient', row.sealed_recipient)).toString(),
    messageId: known ? messageId : null,
    method: known ?? (row.tls ? 'tls' : 'plain'),
    subject: outer.subject ?? '',
  };
}

/** Our Message-ID's left part is the message's id. */
function messageIdOf(mail: Email): string | null {
  return /^<([0-9a-f-]{36})@/.exec(mail.messageId ?? '')?.[1] ?? null;
}

async function methodsOf(services: Vault, ids: readonly (string | null)[]): Promise<Map<string, MailMethod>> {
  const known = ids.filter((id) => id !== null);
  const rows = await services.db.sql<{ id: string; method: MailMethod | null }[]>`
    select id, method from messages where id = any(${known}::uuid[])`;
  return new Map(rows.flatMap((row) => (row.method ? [[row.id, row.method] as const] : [])));
}

function parse(services: Vault, row: Row): Promise<Email> {
  return PostalMime.parse(rawOf(services, row));
}

function rawOf(services: Vault, row: Row): Uint8Array {
  return services.seal.open('mailbox:mail', row.sealed);
}
