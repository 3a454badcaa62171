import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { canProve, portalSettings } from '#core/portal/settings.ts';
import { readPortalSettings } from '#store/settings/read.ts';
import { saveSetting } from '#store/settings/save.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** Sets how recipients prove who they are. Holds from the next visit on; the days from the next message on. */
export const savePortal = staff('settings.edit')
  .input(z.strictObject({ revision: z.int(), portal: portalSettings }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const key = input.portal.secondAttribute;
      const attribute = key === null ? null : (await loadVocabulary(tx)).attributes.get(key);
      if (attribute === undefined || (attribute !== null && !canProve(attribute)))
        throw new Failure('ATTRIBUTE_INVALID', { attribute: key }, 'This attribute cannot serve as a proof.');
      const before = await readPortalSettings(tx);
      const revision = await saveSetting(tx, { key: 'portal', value: input.portal }, input.revision);
      await ctx.audit(tx, {
        action: 'settings.portal',
        subject: 'settings:portal',
        details: { before: before.settings, after: input.portal },
      });
      return { revision };
    }),
  );
