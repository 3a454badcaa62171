import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { attemptsOfMessage } from '#store/attempts/of-message.ts';
import { type Contact, getContacts } from '#store/contacts/get.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { returnedOf } from '#store/messages/returned.ts';
import { findMessageRow } from '#store/messages/search.ts';
import type { Services } from '../services.ts';
import { staff } from '../trpc.ts';
import { maskRecipient } from './masked.ts';

/** One message with its attempts and the evidence of each. The recipient masked, the content not in it. */
export const get = staff('messages.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const { orm, sql } = ctx.db;
    const message = await findMessageRow(sql, input.id);
    if (!message) throw new Failure('NOT_FOUND', { message: input.id });
    const [[contact], attempts, evidence, returned] = await Promise.all([
      getContacts(orm, ctx.seal, [message.contactId]),
      attemptsOfMessage(sql, message),
      evidenceOfMessage(sql, message),
      returnedOf(sql, message),
    ]);
    await ctx.audit(orm, {
      action: 'message.read',
      subject: `message:${message.id}`,
      details: { contact: message.contactId },
    });
    const shared = message.reason === 'SHARED_ADDRESS' && contact ? await sharingOf(ctx, contact) : null;
    return { message: { ...message, recipient: maskRecipient(contact) }, attempts, evidence, returned, shared };
  });

/** Who else has the address, by id: whoever lets the message go says that exactly these are meant to. */
async function sharingOf({ db, seal }: Services, contact: Contact): Promise<string[]> {
  const one = { id: contact.id, address: contact.values['email'] };
  return (await sharingAddresses(db.sql, seal, [one])).get(contact.id)?.others ?? [];
}
