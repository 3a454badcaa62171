import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { countMail } from '#store/recipient-keys/choice.ts';
import { holdKeys } from '#store/recipient-keys/hold.ts';
import { keySender } from '#store/recipient-keys/sender.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/**
 * Has the link to the recipient's own page mailed to them. Staff never see the link: whoever has it acts as the recipient.
 */
export const invite = staff('contacts.edit')
  .input(z.strictObject({ contactId: z.uuid() }))
  .mutation(async ({ ctx, input: { contactId } }) => {
    const contact = { lane: laneOf(contactId), id: contactId };
    await transact(ctx.db, async (tx) => {
      const { email } = await holdKeys(tx.sql, ctx.seal, contact);
      if (email === null) throw new Failure('INVALID_INPUT', {}, 'The contact has no e-mail address.');
      if ((await keySender(tx.sql, contact)) === null) throw new Failure('SENDER_UNVERIFIED');
      if (!(await countMail(tx.sql, contact))) throw new Failure('RATE_LIMITED');
      await ctx.audit(tx.orm, { action: 'recipient.invite', subject: `contact:${contactId}` });
    });
    await ctx.addJob('key-mail', { lane: contact.lane, contactId, link: true }, `key-mail:${contactId}:link`);
    return { done: true };
  });
