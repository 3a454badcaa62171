import { z } from 'zod';
import { staff } from '../trpc.ts';
import { newDomainKeys } from './new-domain-keys.ts';

/** Makes new signing keys for the sender's domain. They sign once their records are seen; until then the old ones do. */
export const rotate = staff('senders.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    newDomainKeys(ctx, input.id, (tx, details) =>
      ctx.audit(tx, { action: 'sender.rotate', subject: `sender:${input.id}`, details }),
    ),
  );
