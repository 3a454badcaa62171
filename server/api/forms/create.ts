import { z } from 'zod';
import { createForm } from '#store/forms/save.ts';
import { staff } from '../trpc.ts';
import { formBody } from './input.ts';

/** Makes a form; its page is open at once. @throws Failure FORM_INVALID, NAME_TAKEN */
export const create = staff('forms.edit')
  .input(z.strictObject(formBody))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      const id = ctx.newId();
      await createForm(tx, id, input);
      await ctx.audit(tx, { action: 'form.create', subject: `form:${id}`, details: { name: input.name } });
      return { id };
    }),
  );
