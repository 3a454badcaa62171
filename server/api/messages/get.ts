import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { attemptsOfMessage } from '#store/attempts/of-message.ts';
import { getContacts } from '#store/contacts/get.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { findMessageRow } from '#store/messages/search.ts';
import { staff } from '../trpc.ts';
import { maskRecipient } from './masked.ts';

/** One message with its attempts and the evidence of each. The recipient masked, the content not in it. */
export const get = staff('messages.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { orm, sql } = ctx.db;
    const message = await findMessageRow(sql, input.id);
    if (!message) throw new Failure('NOT_FOUND', { message: input.id });
    const [contacts, attempts, evidence] = await Promise.all([
      getContacts(orm, ctx.seal, [message.contactId]),
      attemptsOfMessage(sql, message),
      evidenceOfMessage(sql, message),
    ]);
    await ctx.audit(orm, {
      action: 'message.read',
      subject: `message:${message.id}`,
      details: { contact: message.contactId },
    });
    return { message: { ...message, recipient: maskRecipient(contacts[0]) }, attempts, evidence };
  });
