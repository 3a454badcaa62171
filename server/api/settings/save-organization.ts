import { z } from 'zod';
import { organization } from '#core/organization/organization.ts';
import { saveSetting } from '#store/settings/save.ts';
import { staff } from '../trpc.ts';

/** Sets the organization's name, postal address and zone. */
export const saveOrganization = staff('settings.edit')
  .input(z.strictObject({ revision: z.int(), organization }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const revision = await saveSetting(tx, { key: 'organization', value: input.organization }, input.revision);
      await ctx.audit(tx, { action: 'settings.organization', subject: 'settings:organization', details: { revision } });
      return { revision };
    }),
  );
