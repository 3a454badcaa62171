import { z } from 'zod';
import { revokeApiKey } from '#store/api-keys/revoke.ts';
import { staff } from '../trpc.ts';

/** Ends a REST key for good. */
export const revoke = staff('keys.edit')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await revokeApiKey(tx, input.id);
      await ctx.audit(tx, { action: 'key.revoke', subject: `key:${input.id}` });
    }),
  );
