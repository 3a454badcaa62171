import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { deliveryChoices } from '#core/keys/life.ts';
import { laneOf } from '#core/lane.ts';
import { saveChoice } from '#store/recipient-keys/choice.ts';
import { transact } from '#store/transact.ts';
import { staff } from '../trpc.ts';

/** Sets how a contact wants to be written to, as they told staff. */
export const choose = staff('contacts.edit')
  .input(z.strictObject({ contactId: z.uuid(), delivery: z.enum(deliveryChoices) }))
  .mutation(({ ctx, input: { contactId, delivery } }) =>
    transact(ctx.db, async (tx) => {
      const contact = { lane: laneOf(contactId), id: contactId };
      const [known] = await tx.sql`select 1 from contacts where lane = ${contact.lane} and id = ${contact.id}`;
      if (!known) throw new Failure('NOT_FOUND', { contact: contactId });
      const before = await saveChoice(tx.sql, contact, { delivery, by: `user:${ctx.actor.id}` });
      await ctx.audit(tx.orm, {
        action: 'recipient.choose',
        subject: `contact:${contactId}`,
        details: { before, after: delivery },
      });
      return { done: true };
    }),
  );
