import { judgeInbound } from '#core/inbound/judge-inbound.ts';
import type { InboundKind } from '#core/inbound/report.ts';
import type { MailauthLookup } from '#mail/probe/mailauth-lookup.ts';
import { type Authenticity, type Origin, proveSender } from './authenticate.ts';
import { type ParsedMail, namedReturnPaths, parseInbound } from './parse.ts';

/** What a mail is, and as much of it as acting upon it needs. Holds what a person wrote: never logged. */
export interface ReadMail {
  kind: InboundKind;
  /** Addresses in it that look like ours, for reports that came to a common address. */
  named: string[];
  /** Ids of its own Message-ID header and of the mails it answers, without angle brackets. */
  messageId: string | null;
  answers: string[];
  /** Of a reply only. */
  reply: ReplyContent | null;
  /** Of a reply only: what proves its From. */
  authenticity: Authenticity | null;
  /** A reply that is signed (S/MIME or PGP/MIME): its certificate or key may be learned from it. */
  signed: 'smime' | 'pgp' | null;
}

/** A reply as it is sealed and shown. HTML never: it is made plain on the way in. */
export interface ReplyContent {
  from: { name: string; address: string };
  subject: string;
  text: string;
  attachments: { name: string; type: string; base64: string }[];
}

/**
 * Reads one mail. Runs in the reading thread, where it can be killed: it is anybody's.
 * @throws Unreadable
 */
export async function readInbound(bytes: Uint8Array, origin: Origin, lookup: MailauthLookup): Promise<ReadMail> {
  const parsed = await parseInbound(bytes, origin.sender);
  const kind = judgeInbound(parsed.inbound);
  const { email } = parsed;
  const reply = kind.kind === 'reply' ? replyOf(parsed) : null;
  return {
    kind,
    named: kind.kind === 'reply' || kind.kind === 'auto-reply' ? [] : namedReturnPaths(parsed),
    messageId: bare(email.messageId ?? '')[0] ?? null,
    answers: [...bare(email.inReplyTo ?? ''), ...bare(email.references ?? '').toReversed()].slice(0, 20),
    reply,
    authenticity: reply && (await proveSender(bytes, reply.from.address || null, origin, lookup)),
    signed: reply ? signatureOf(parsed) : null,
  };
}

function replyOf({ inbound, email }: ParsedMail): ReplyContent {
  const from = email.from && 'address' in email.from ? email.from : null;
  return {
    from: { name: from?.name ?? '', address: from?.address?.toLowerCase() ?? '' },
    subject: (email.subject ?? '').slice(0, 500),
    text: inbound.text,
    attachments: email.attachments.map(({ filename, mimeType, content }) => ({
      name: (filename ?? '').slice(0, 200),
      type: mimeType.slice(0, 100),
      base64: Buffer.from(typeof content === 'string' ? Buffer.from(content) : new Uint8Array(content)).toString(
        'base64',
      ),
    })),
  };
}

function signatureOf({ email }: ParsedMail): ReadMail['signed'] {
  const types = email.attachments.map(({ mimeType }) => mimeType.toLowerCase());
  if (types.some((type) => /^application\/(x-)?pkcs7-(signature|mime)$/.test(type))) return 'smime';
  return types.includes('application/pgp-signature') ? 'pgp' : null;
}

function bare(header: string): string[] {
  return [...header.slice(0, 10_000).matchAll(/<([^<>\s]{1,250})>/g)].map(([, id]) => id!);
}
