import { z } from 'zod';
import { getContacts } from '#store/contacts/get.ts';
import { disclosuresOf } from '#store/disclosures/of-contact.ts';
import { maskRecipient } from '../messages/masked.ts';
import { staff } from '../trpc.ts';

/** The accounting of disclosures to one contact, deleted or not; the contact masked. */
export const list = staff('disclosures.read', { readsPhi: true })
  .input(z.strictObject({ contactId: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const [contact] = await getContacts(ctx.db.orm, ctx.seal, [input.contactId]);
    const disclosures = await disclosuresOf(ctx.db.sql, input.contactId);
    await ctx.audit(ctx.db.orm, {
      action: 'disclosure.read',
      subject: `contact:${input.contactId}`,
      details: { lines: disclosures.length },
    });
    return { contact: maskRecipient(contact), deleted: !contact, disclosures };
  });
