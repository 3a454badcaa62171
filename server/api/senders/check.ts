import { z } from 'zod';
import { staff } from '../trpc.ts';
import { checkRecords } from './check-records.ts';

/** Looks the sender's records up in DNS: all there, it may send; one gone for certain, it may not any more. */
export const check = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    checkRecords(ctx, input.id, {
      within: (tx, details) => ctx.audit(tx, { action: 'sender.check', subject: `sender:${input.id}`, details }),
    }),
  );
