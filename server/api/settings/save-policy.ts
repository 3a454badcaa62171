import { z } from 'zod';
import { deliveryPolicy } from '#core/organization/policy.ts';
import { readSettings } from '#store/settings/read.ts';
import { saveSetting } from '#store/settings/save.ts';
import { staff } from '../trpc.ts';

/** Sets the policy floors. They hold from the next message on. */
export const savePolicy = staff('settings.edit')
  .input(z.strictObject({ revision: z.int(), policy: deliveryPolicy }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const before = await readSettings(tx);
      const revision = await saveSetting(tx, { key: 'policy', value: input.policy }, input.revision);
      await ctx.audit(tx, {
        action: 'settings.policy',
        subject: 'settings:policy',
        details: { before: before.policy, after: input.policy },
      });
      return { revision };
    }),
  );
