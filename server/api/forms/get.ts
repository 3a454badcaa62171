import { z } from 'zod';
import { findForm } from '#store/forms/find.ts';
import { staff } from '../trpc.ts';

/** One form, with the address of its page. @throws Failure NOT_FOUND */
export const get = staff('forms.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(async ({ ctx, input }) => {
    const form = await findForm(ctx.db.orm, input.id);
    return { ...form, url: `${ctx.config.publicUrl}/f/${form.id}` };
  });
