import { z } from 'zod';
import { cancelImport } from '#store/imports/cancel.ts';
import { staff } from '../trpc.ts';

/** Stops an import where it stands; rows that are in stay in. */
export const cancel = staff('contacts.import')
  .input(z.strictObject({ id: z.uuid() }))
  .mutation(async ({ ctx, input }) => {
    await ctx.db.orm.transaction(async (tx) => {
      await cancelImport(tx, ctx, input.id);
      await ctx.audit(tx, { action: 'import.cancel', subject: `import:${input.id}` });
    });
    return { id: input.id };
  });
