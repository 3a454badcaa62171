import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { readContact } from '#store/portal/read-contact.ts';
import { findReply } from '#store/replies/list.ts';
import { readThread } from '#store/replies/thread.ts';
import { staff } from '../trpc.ts';

/** A reply with its whole conversation, opened. Patient data; the audit log says who looked. */
export const open = staff('replies.work', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const reply = await findReply(sql, input.id);
    const contact = reply && (await readContact(sql, ctx.seal, reply));
    if (!reply || !contact) throw new Failure('NOT_FOUND', { reply: input.id });
    const thread = await readThread(sql, ctx.seal, contact, reply.messageId);
    await ctx.audit(orm, {
      action: 'reply.read',
      subject: `reply:${reply.id}`,
      details: { contact: reply.contactId, parts: thread.length },
    });
    const text = (key: string) => (typeof contact.values[key] === 'string' ? contact.values[key] : null);
    const name = [text('first_name'), text('last_name')].filter(Boolean).join(' ');
    return { reply, contact: { name: name || null, email: text('email') }, thread };
  });
