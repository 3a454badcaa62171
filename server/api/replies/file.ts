import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { openPortalFile } from '#store/portal/files.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { findReply } from '#store/replies/list.ts';
import { openOneReply } from '#store/replies/open-one.ts';
import { staff } from '../trpc.ts';

/** One attachment of a conversation: of what the recipient wrote, or of an answer (`answerId`). */
export const file = staff('replies.work')
  .input(z.strictObject({ id: z.uuid(), answerId: z.uuid().optional(), n: z.int().min(0).max(99) }))
  .mutation(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const reply = await findReply(sql, input.id);
    const contact = reply && (await readContact(sql, ctx.seal, reply));
    if (!reply || !contact) throw new Failure('NOT_FOUND', { reply: input.id });
    const found = await fileOf();
    if (!found) throw new Failure('NOT_FOUND', { reply: input.id, file: input.n });
    await ctx.audit(orm, {
      action: 'reply.file',
      subject: `reply:${reply.id}`,
      details: { contact: contact.id, answer: input.answerId ?? null, file: input.n },
    });
    return found;

    async function fileOf() {
      if (!contact || !reply) return null;
      if (input.answerId === undefined)
        return (await openOneReply(sql, ctx.seal, contact, reply.id))?.attachments[input.n] ?? null;
      const opened = await openPortalFile(sql, ctx.seal, contact, input.answerId, input.n);
      return opened && { name: opened.name, type: opened.type, base64: Buffer.from(opened.bytes).toString('base64') };
    }
  });
