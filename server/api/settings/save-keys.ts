import { z } from 'zod';
import { keySources } from '#core/organization/key-sources.ts';
import { readSettings } from '#store/settings/read.ts';
import { saveSetting } from '#store/settings/save.ts';
import { staff } from '../trpc.ts';

/** Sets from where recipients' keys are discovered. What was found before stays; what is off is not asked any more. */
export const saveKeys = staff('settings.edit')
  .input(z.strictObject({ revision: z.int(), keys: keySources }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const before = await readSettings(tx);
      const revision = await saveSetting(tx, { key: 'keys', value: input.keys }, input.revision);
      await ctx.audit(tx, {
        action: 'settings.keys',
        subject: 'settings:keys',
        details: { before: before.keys, after: input.keys },
      });
      return { revision };
    }),
  );
