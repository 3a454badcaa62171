import { z } from 'zod';
import { scopes } from '#core/scopes.ts';
import { newApiSecret } from '#identity/new-secret.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { staff } from '../trpc.ts';

/** Makes a REST key. The answer is the only time it is shown. */
export const create = staff('keys.edit')
  .input(z.strictObject({ name: z.string().trim().min(1).max(80), scopes: z.array(z.enum(scopes)).min(1) }))
  .mutation(async ({ ctx, input }) => {
    const id = ctx.newId();
    const secret = newApiSecret();
    await ctx.db.orm.transaction(async (tx) => {
      await createApiKey(tx, ctx.seal, { ...input, id, secret });
      await ctx.audit(tx, { action: 'key.create', subject: `key:${id}`, details: { scopes: input.scopes } });
    });
    return { id, secret };
  });
