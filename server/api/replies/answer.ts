import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { ANSWER_BYTES, REPLY_FILES, REPLY_TEXT } from '#core/portal/limits.ts';
import { fileKindOf, safeFileName } from '#core/portal/file-kinds.ts';
import { escapeHtml } from '#mail/render/liquid.ts';
import { type PortalFile, putPortalFiles } from '#store/portal/files.ts';
import { putPortalMessage } from '#store/portal/put.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { findPortalMessageRow } from '#store/portal/search.ts';
import { guardOfThread } from '#store/replies/guard-of-thread.ts';
import { openOneReply } from '#store/replies/open-one.ts';
import { assignReply, holdReply, settleConversation } from '#store/replies/work.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

const file = z.strictObject({
  name: z.string().max(200),
  base64: z.base64().max(Math.ceil((ANSWER_BYTES * 4) / 3) + 4),
});

/**
 * Answers a reply. Only through the portal, whatever the first message went by: it waits there, sealed, of at least the
 * class of what it answers and read with the same proofs, and a neutral notice says so. All that is open of the conversation is done with it, unless
 * `keepOpen`. The id is the answer's own, so that one sent twice is one.
 */
export const answer = staff('replies.work')
  .input(
    z.strictObject({
      id: z.uuid(),
      answerId: z.uuid(),
      text: z.string().trim().min(1).max(REPLY_TEXT),
      files: z.array(file).max(REPLY_FILES).default([]),
      keepOpen: z.boolean().default(false),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const files = filesOf(input.files);
    const portalId = input.answerId;
    await transact(ctx.db, async (tx) => {
      const held = await holdReply(tx.sql, input.id);
      const contact = await readContact(tx.sql, ctx.seal, held);
      const reply = contact && (await openOneReply(tx.sql, ctx.seal, contact, held.id));
      if (!contact || !reply) throw new Failure('NOT_FOUND', { reply: input.id });
      // The same answer again: the first try arrived, its answer got lost.
      const again = (await findPortalMessageRow(tx.sql, portalId)) !== null;
      const guard = await guardOfThread(tx.sql, held);
      if (!again) {
        await putPortalMessage(tx.sql, ctx.seal, {
          id: portalId,
          contact,
          messageId: held.messageId,
          phi: guard.phi,
          mailboxTrusted: guard.mailboxTrusted,
          expiresAt: null,
          content: {
            subject: reply.subject,
            from: guard.from ?? ctx.actor.name,
            text: input.text,
            html: pageOf(input.text),
          },
          answer: { replyId: held.id, writtenBy: ctx.actor.id },
        });
        await putPortalFiles(tx.sql, ctx.seal, contact, portalId, files);
      }
      if (held.assignee === null) await assignReply(tx.sql, held.id, ctx.actor.id);
      const settled = input.keepOpen ? 0 : await settleConversation(tx.sql, held);
      await ctx.audit(tx.orm, {
        action: 'reply.answer',
        subject: `reply:${held.id}`,
        details: { contact: contact.id, portalMessage: portalId, files: files.length, settled, again },
      });
    });
    await ctx.addJob('portal-answer', { answer: portalId }, `portal-answer:${portalId}`);
    return { portalMessage: portalId };
  });

function filesOf(given: readonly z.infer<typeof file>[]): PortalFile[] {
  const files = given.map(({ name, base64 }) => {
    const bytes = Buffer.from(base64, 'base64');
    const kind = fileKindOf(bytes);
    if (!kind) throw new Failure('FILE_REFUSED', {}, 'Only PDF, PNG, JPEG, HEIC and plain text can be attached.');
    return { name: safeFileName(name, kind), type: kind.type, bytes };
  });
  if (files.reduce((sum, { bytes }) => sum + bytes.length, 0) > ANSWER_BYTES)
    throw new Failure('FILE_REFUSED', { largest: ANSWER_BYTES }, 'The attachments are larger than 2 MB together.');
  return files;
}

/** What was typed, as a page of its own: paragraphs, and nothing that could be more than text. */
function pageOf(text: string): string {
  const paragraphs = text
    .split(/\n{2,}/)
    .map((one) => `<p style="margin:0 0 16px">${escapeHtml(one).replaceAll('\n', '<br>')}</p>`)
    .join('\n');
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head><body style="margin:0;padding:16px;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5;color:#1b2730;background:#ffffff;overflow-wrap:anywhere">${paragraphs}</body></html>`;
}
