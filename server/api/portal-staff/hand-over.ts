import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { callChannels } from '#core/portal/call.ts';
import { PHONE_CODE_MINUTES } from '#core/portal/limits.ts';
import { getContacts } from '#store/contacts/get.ts';
import { storePhoneCode } from '#store/portal/request-code.ts';
import { transact } from '#store/transact.ts';
import { codeHash, newPhoneCode } from '../portal/code.ts';
import { staff } from '../trpc.ts';

/**
 * A one-time code to read out by phone, after making sure who is on the line. It is shown this once, to whoever asked;
 * the log says who, for whom, and how the person was known.
 */
export const handOver = staff('portal.hand-over')
  .input(z.strictObject({ contactId: z.uuid(), verifiedBy: z.enum(callChannels) }))
  .mutation(({ ctx, input }) =>
    transact(ctx.db, async (tx) => {
      const [contact] = await getContacts(tx.orm, ctx.seal, [input.contactId]);
      if (!contact) throw new Failure('NOT_FOUND', { contact: input.contactId });
      const code = newPhoneCode();
      const ref = { lane: laneOf(contact.id), id: contact.id };
      const kept = await storePhoneCode(tx.sql, ref, codeHash(ctx.seal, contact.id, code), PHONE_CODE_MINUTES);
      if (!kept) throw new Failure('LOCKED_OUT', {}, 'The recipient is locked out. Open the lock first.');
      await ctx.audit(tx.orm, {
        action: 'portal.hand-over',
        subject: `contact:${contact.id}`,
        details: { verifiedBy: input.verifiedBy, minutes: PHONE_CODE_MINUTES },
      });
      return { code, minutes: PHONE_CODE_MINUTES, address: `${ctx.config.publicUrl.replace(/\/+$/, '')}/p` };
    }),
  );
