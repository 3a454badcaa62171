import { z } from 'zod';
import { restoreVersion } from '#store/journeys/restore.ts';
import { staff } from '../trpc.ts';

/** Makes an earlier version the draft again; nothing live changes. */
export const restore = staff('journeys.edit')
  .input(z.strictObject({ id: z.uuid(), version: z.int().positive(), revision: z.int().positive() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const restored = await restoreVersion(tx, input);
      await ctx.audit(tx, {
        action: 'journey.restore',
        subject: `journey:${input.id}`,
        details: { version: input.version, revision: restored.revision },
      });
      return restored;
    }),
  );
