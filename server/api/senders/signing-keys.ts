import { z } from 'zod';
import { getSender } from '#store/senders/get.ts';
import { listSenderKeys } from '#store/senders/list-keys.ts';
import { staff } from '../trpc.ts';

/** The certificate and the OpenPGP key that sign inside a sender's sealed mail: their public halves. */
export const signingKeys = staff('senders.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    await getSender(ctx.db.orm, input.id);
    return listSenderKeys(ctx.db.orm, input.id);
  });
