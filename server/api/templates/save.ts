import { z } from 'zod';
import { templateDraft } from '#store/templates/draft.ts';
import { saveDraft } from '#store/templates/saveDraft.ts';
import { staff } from '../trpc.ts';

/** Saves the draft if `revision` is still the newest; otherwise REVISION_CONFLICT and nothing is overwritten. */
export const save = staff('templates.edit')
  .input(z.strictObject({ id: z.uuid(), revision: z.int().positive(), draft: templateDraft }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const revision = await saveDraft(tx, input);
      await ctx.audit(tx, { action: 'template.save', subject: `template:${input.id}`, details: { revision } });
      return { revision };
    }),
  );
