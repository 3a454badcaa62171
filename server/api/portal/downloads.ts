import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { PASSPHRASE_LEAST } from '#core/portal/limits.ts';
import { openPortalContent } from '#store/portal/content.ts';
import { listPortalFiles, openPortalFile } from '#store/portal/files.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import { unknownLink } from './landing.ts';
import { messagePage, readable } from './message-page.ts';
import { sealedFile } from './sealed-file.ts';
import { momentWords } from './portal-page.ts';
import { portalTexts } from './texts.ts';
import type { SignedIn } from './visit.ts';

/** A file the recipient may have: saved, never shown, whatever a browser makes of its content. */
export function sendFile(
  reply: FastifyReply,
  { name, type, bytes }: { name: string; type: string; bytes: Uint8Array },
) {
  const plain = name.replace(/[^A-Za-z0-9._ -]/g, '_');
  const exact = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return reply
    .headers({
      'content-type': type === 'text/plain' ? 'application/octet-stream' : type,
      'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(Buffer.from(bytes));
}

/** GET: one attachment of a message that was opened. */
export async function attachment(services: Services, visit: SignedIn, reply: FastifyReply, id: string, n: number) {
  const row = await readable(services, visit, id, reply);
  if (!row) return reply;
  const file = await openPortalFile(services.db.sql, services.seal, visit.contact, row.id, n);
  if (!file) return unknownLink(reply, visit.language);
  await auditVisit(services, visit, 'portal.attachment', { portalMessage: row.id, file: n });
  return sendFile(reply, file);
}

const chosen = z.object({ passphrase: z.string().max(200).default(''), again: z.string().max(200).default('') });

/** POST: the message and its attachments as one file that opens with a passphrase, which is kept nowhere. */
export async function sealedCopy(
  services: Services,
  visit: SignedIn,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
) {
  const row = await readable(services, visit, id, reply);
  if (!row) return reply;
  const t = portalTexts[visit.language];
  const { passphrase, again } = chosen.parse(request.body ?? {});
  const problem =
    passphrase.length < PASSPHRASE_LEAST ? t.passphraseShort : passphrase === again ? null : t.passphraseDiffers;
  if (problem !== null) return messagePage(services, visit, row, reply, { fileProblem: problem });
  const { seal, db } = services;
  const content = openPortalContent(seal, visit.contact, row.sealed);
  const files = await Promise.all(
    (await listPortalFiles(db.sql, seal, visit.contact, row.id)).map(({ n }) =>
      openPortalFile(db.sql, seal, visit.contact, row.id, n),
    ),
  );
  const bytes = await sealedFile(
    { ...content, sent: momentWords(row.createdAt, visit), files: files.filter((one) => one !== null) },
    passphrase,
    visit.language,
  );
  await auditVisit(services, visit, 'portal.download', { portalMessage: row.id, files: files.length });
  return sendFile(reply, { name: 'secure-message.html', type: 'application/octet-stream', bytes });
}
