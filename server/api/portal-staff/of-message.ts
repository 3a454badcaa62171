import { z } from 'zod';
import { laneOf } from '#core/lane.ts';
import { findMessageRow } from '#store/messages/search.ts';
import { searchPortalMessages } from '#store/portal/search.ts';
import { recipientAccess } from '#store/portal/staff-access.ts';
import { Failure } from '#core/failure.ts';
import { staff } from '../trpc.ts';

/** What lies in the portal of one message: states and times, and how its recipient stands with the portal. No content. */
export const ofMessage = staff('messages.read', { readsPhi: true })
  .input(z.strictObject({ messageId: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { sql, orm } = ctx.db;
    const message = await findMessageRow(sql, input.messageId);
    if (!message) throw new Failure('NOT_FOUND', { message: input.messageId });
    const contact = { lane: laneOf(message.contactId), id: message.contactId };
    const { rows } = await searchPortalMessages(sql, { contactId: contact.id, messageId: message.id, limit: 100 });
    await ctx.audit(orm, {
      action: 'portal.status',
      subject: `message:${message.id}`,
      details: { contact: contact.id, portalMessages: rows.length },
    });
    return { rows, access: rows.length > 0 ? await recipientAccess(sql, contact) : null };
  });
