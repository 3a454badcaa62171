import { z } from 'zod';
import { getTemplate } from '#store/templates/get.ts';
import { templateDraft } from '#store/templates/draft.ts';
import { saveDraft } from '#store/templates/saveDraft.ts';
import { getVersion } from '#store/templates/versions.ts';
import { staff } from '../trpc.ts';

/** Makes an old version the draft again. What journeys send does not change until it is published. */
export const restore = staff('templates.edit')
  .input(z.strictObject({ id: z.uuid(), version: z.int().positive(), revision: z.int().positive() }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const { name, topicPhi } = await getTemplate(tx, input.id);
      const { sourceSubject: subject, preheader, mjml } = await getVersion(tx, input.id, input.version);
      const draft = templateDraft.parse({ name, topicPhi, subject, preheader, mjml });
      const revision = await saveDraft(tx, { id: input.id, revision: input.revision, draft });
      await ctx.audit(tx, {
        action: 'template.restore',
        subject: `template:${input.id}`,
        details: { version: input.version, revision },
      });
      return { revision };
    }),
  );
