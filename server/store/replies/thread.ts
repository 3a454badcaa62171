import type { ReplyProof, ReplySource } from '#db/schema/replies.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { openPortalContent } from '#store/portal/content.ts';
import { listPortalFiles } from '#store/portal/files.ts';
import { openReply } from './content.ts';

interface Common {
  id: string;
  /** Epoch milliseconds. */
  at: number;
  text: string;
  subject: string;
  files: { n: number; name: string; type: string; bytes: number }[];
}

/** One piece of a conversation, opened. Patient data. */
export type ThreadPart =
  | (Common & { kind: 'reply'; source: ReplySource; proof: ReplyProof })
  | (Common & {
      kind: 'answer';
      /** Who wrote it; null when they are gone. */
      by: string | null;
      readAt: number | null;
      noticedAt: number | null;
      state: 'readable' | 'expired' | 'recalled';
    });

interface ReplyPart {
  id: string;
  at: number;
  source: ReplySource;
  proof: ReplyProof;
  sealed: Uint8Array;
}

interface AnswerPart {
  id: string;
  at: number;
  by: string | null;
  readAt: number | null;
  noticedAt: number | null;
  state: 'readable' | 'expired' | 'recalled';
  sealed: Uint8Array;
}

/** Everything written back and answered about one message, oldest first. The content of what expired is gone. */
export async function readThread(
  sql: Sql,
  seal: Pick<Seal, 'openFor'>,
  contact: ContactKey & { lane: number },
  messageId: string,
): Promise<ThreadPart[]> {
  const of = sql`lane = ${contact.lane} and contact_id = ${contact.id} and message_id = ${messageId}`;
  const replies = await sql<ReplyPart[]>`
    select id, round(date_part('epoch', received_at) * 1000)::float8 as at, source, proof, sealed from replies where ${of}`;
  const answers = await sql<AnswerPart[]>`
    select p.id, round(date_part('epoch', p.created_at) * 1000)::float8 as at,
      (select name from users u where u.id = p.written_by) as by,
      round(date_part('epoch', p.read_at) * 1000)::float8 as "readAt",
      round(date_part('epoch', p.noticed_at) * 1000)::float8 as "noticedAt", p.sealed,
      case when p.recalled_at is not null then 'recalled'
        when p.expires_at <= stepwell_now() or length(p.sealed) = 0 then 'expired' else 'readable' end as state
    from portal_messages p where ${of} and p.reply_id is not null`;
  const parts: ThreadPart[] = replies.map(({ sealed, ...row }) => {
    const { subject, text, attachments } = openReply(seal, contact, sealed);
    const files = attachments.map(({ name, type, base64 }, n) => ({ n, name, type, bytes: bytesOf(base64) }));
    return { kind: 'reply', ...row, subject, text, files };
  });
  for (const { sealed, ...row } of answers) {
    const content = row.state === 'readable' ? openPortalContent(seal, contact, sealed) : { subject: '', text: '' };
    const files = row.state === 'readable' ? await listPortalFiles(sql, seal, contact, row.id) : [];
    parts.push({ kind: 'answer', ...row, subject: content.subject, text: content.text, files });
  }
  return parts.sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
}

/** Length of what base64 stands for. */
function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}
