import { templateDraft } from '#store/templates/draft.ts';
import { createTemplate } from '#store/templates/create.ts';
import { staff } from '../trpc.ts';

/** A new template as a draft; it is sent by nothing until it is published. */
export const create = staff('templates.edit')
  .input(templateDraft)
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const id = ctx.newId();
      await createTemplate(tx, { id, draft: input });
      await ctx.audit(tx, { action: 'template.create', subject: `template:${id}` });
      return { id };
    }),
  );
