import { z } from 'zod';
import { saveForm } from '#store/forms/save.ts';
import { staff } from '../trpc.ts';
import { formBody } from './input.ts';

/** Saves a form if `revision` is still the newest. @throws Failure FORM_INVALID, REVISION_CONFLICT, NAME_TAKEN, IN_USE */
export const save = staff('forms.edit')
  .input(z.strictObject({ id: z.uuid(), revision: z.int().positive(), ...formBody }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const revision = await saveForm(tx, input);
      await ctx.audit(tx, { action: 'form.save', subject: `form:${input.id}`, details: { revision } });
      return { revision };
    }),
  );
