import type { AnswerKind } from '#core/example-answers.ts';
import { Failure } from '#core/failure.ts';
import type { Services } from '#api/services.ts';
import { composeAnswer } from './answers.ts';
import { handIn } from './hand-in.ts';
import { type MailSummary, type OpenedMail, listMail, openMail } from './read.ts';

type Vault = Pick<Services, 'db' | 'seal'>;
type Needs = Pick<Services, 'db' | 'seal' | 'newId' | 'now' | 'returns'>;

export interface MailQuery {
  limit: number;
  /** Id of the last one of the page before. */
  before?: string | undefined;
  domain?: string | undefined;
  /** Part of a recipient's address. */
  search?: string | undefined;
}

/** The local mailbox as its page sees it. Only a demo has one. */
export interface MailboxReader {
  list(asked: MailQuery): Promise<MailSummary[]>;
  /** @throws Failure NOT_FOUND */
  open(id: string): Promise<OpenedMail>;
  /** The bytes as they came over the wire. @throws Failure NOT_FOUND */
  raw(id: string): Promise<string>;
  /** Tells of new mail without saying anything about it. */
  newest(): Promise<{ count: number; id: string | null }>;
  /** Sends back what its host or its reader might, by SMTP to our own listener. @throws Failure NOT_FOUND */
  answer(id: string, kind: AnswerKind): Promise<void>;
}

/** Recipients looked at in one search: their addresses are sealed, so each has to be opened. */
const MOST_SEARCHED = 20_000;

export function mailboxReader(vault: Needs): MailboxReader {
  const { sql } = vault.db;
  return {
    async list({ search, ...asked }) {
      const word = search?.trim().toLowerCase() ?? '';
      if (word === '') return listMail(vault, asked);
      return listMail(vault, { ...asked, ids: await idsFor(vault, word) });
    },
    open: (id) => openMail(vault, id),
    async raw(id) {
      const [row] = await sql<{ sealed: Uint8Array }[]>`select sealed from mailbox_mail where id = ${id}`;
      if (!row) throw new Failure('NOT_FOUND');
      return Buffer.from(vault.seal.open('mailbox:mail', row.sealed)).toString('latin1');
    },
    async newest() {
      const [row] = await sql<{ count: number; id: string | null }[]>`
        select count(*)::int as count, (select id from mailbox_mail order by at desc, id desc limit 1) as id
        from mailbox_mail`;
      return row ?? { count: 0, id: null };
    },
    async answer(id, kind) {
      const to = vault.returns;
      if (!to) throw new Failure('NOT_FOUND', {}, 'Nothing takes answers here: the inbound listener is off.');
      const [row] = await sql<{ recipient: Uint8Array; sender: Uint8Array; sealed: Uint8Array }[]>`
        select sealed_recipient as recipient, sealed_sender as sender, sealed from mailbox_mail where id = ${id}`;
      if (!row) throw new Failure('NOT_FOUND');
      const text = (purpose: string, sealed: Uint8Array) => Buffer.from(vault.seal.open(purpose, sealed)).toString();
      const mail = {
        returnPath: text('mailbox:sender', row.sender),
        recipient: text('mailbox:recipient', row.recipient),
        bytes: Buffer.from(vault.seal.open('mailbox:mail', row.sealed)),
      };
      await handIn(to, composeAnswer(kind, mail, { at: await vault.now(), id: vault.newId() }));
    },
  };
}

async function idsFor({ db, seal }: Vault, word: string): Promise<string[]> {
  const rows = await db.sql<{ id: string; sealed: Uint8Array }[]>`
    select id, sealed_recipient as sealed from mailbox_mail order by at desc, id desc limit ${MOST_SEARCHED}`;
  const opened = new Map<string, boolean>();
  return rows.flatMap(({ id, sealed }) => {
    const recipient = Buffer.from(seal.open('mailbox:recipient', sealed)).toString();
    let found = opened.get(recipient);
    if (found === undefined) opened.set(recipient, (found = recipient.toLowerCase().includes(word)));
    return found ? [id] : [];
  });
}
