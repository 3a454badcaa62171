import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { REPLY_BYTES, REPLY_FILES, REPLY_TEXT } from '#core/portal/limits.ts';
import { fileKindOf, safeFileName } from '#core/portal/file-kinds.ts';
import { findMessage } from '#store/portal/find-message.ts';
import type { PortalFile } from '#store/portal/files.ts';
import { openPortalContent } from '#store/portal/content.ts';
import { receiveFromPortal } from '#store/replies/receive-from-portal.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { messagePage, readable } from './message-page.ts';
import { unknownLink } from './landing.ts';
import { type PortalTexts, portalTexts } from './texts.ts';
import type { SignedIn } from './visit.ts';

const fields = z.object({ reply: z.uuid(), text: z.string().default('') });

/** What a form held: fields, files as they came, and what was wrong with them. */
interface Posted {
  values: Record<string, string>;
  files: PortalFile[];
  problem: string | null;
}

/**
 * POST: what the recipient writes, with attachments. Sealed on arrival; the same form sent twice makes one reply. The
 * page's script gets a short answer and keeps what was written; without it the page comes back with everything in it.
 */
export async function sendReply(
  services: Services,
  visit: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
) {
  const row = await readable(services, visit, id, reply);
  if (!row) return reply;
  const t = portalTexts[visit.language];
  const posted = await readPosted(request, t);
  const given = fields.safeParse(posted.values);
  if (!given.success) return unknownLink(reply, visit.language);
  const text = given.data.text.replaceAll('\r\n', '\n').trim();
  const problem = posted.problem ?? (text === '' ? t.replyEmpty : text.length > REPLY_TEXT ? t.replyLong : null);
  const byScript = request.headers['x-portal'] === '1';
  if (problem !== null) {
    if (byScript) return reply.code(400).send({ problem });
    return messagePage(services, visit, row, reply, { draft: { text: given.data.text, problem } });
  }
  const message = await findMessage(services.db.sql, visit.contact.lane, row.messageId);
  if (!message) return unknownLink(reply, visit.language);
  const { subject } = openPortalContent(services.seal, visit.contact, row.sealed);
  const email = visit.contact.values['email'];
  const kept = await receiveFromPortal(services.db.sql, services.seal, {
    id: given.data.reply,
    eventId: services.newId(),
    contact: visit.contact,
    message,
    content: {
      from: typeof email === 'string' ? email : '',
      subject: /^re:/i.test(subject) ? subject : `Re: ${subject}`,
      text,
      attachments: posted.files.map(({ name, type, bytes }) => ({
        name,
        type,
        base64: Buffer.from(bytes).toString('base64'),
      })),
    },
  });
  if (kept) await auditVisit(services, visit, 'portal.reply', { reply: given.data.reply, files: posted.files.length });
  const done = `/p/${visit.token}/messages/${row.id}?sent=1#reply`;
  return byScript ? reply.send({ to: done }) : reply.redirect(done, 303);
}

/** Reads the whole form, bounded, in memory: nothing of it touches a disk before it is sealed. */
async function readPosted(request: FastifyRequest, t: PortalTexts): Promise<Posted> {
  const posted: Posted = { values: {}, files: [], problem: null };
  let bytes = 0;
  try {
    for await (const part of request.parts()) {
      if (part.type === 'field') {
        if (typeof part.value === 'string') posted.values[part.fieldname] = part.value;
        continue;
      }
      const content = await part.toBuffer();
      // A browser sends an empty file for a field left empty.
      if (content.length === 0 && part.filename === '') continue;
      bytes += content.length;
      if (bytes > REPLY_BYTES || posted.files.length >= REPLY_FILES) {
        posted.problem = t.replyMany;
        continue;
      }
      const kind = fileKindOf(content);
      if (kind) posted.files.push({ name: safeFileName(part.filename, kind), type: kind.type, bytes: content });
      else posted.problem = t.replyKind(part.filename.slice(0, 80));
    }
  } catch (error) {
    if (!tooLarge(error)) throw error;
    posted.problem = t.replyMany;
  }
  return posted;
}

function tooLarge(error: unknown): boolean {
  return error instanceof Error && 'statusCode' in error && error.statusCode === 413;
}
