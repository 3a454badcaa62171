import { z } from 'zod';
import { setFormState } from '#store/forms/save.ts';
import { staff } from '../trpc.ts';

/** Opens or closes a form's page. */
export const setState = staff('forms.edit')
  .input(z.strictObject({ id: z.uuid(), state: z.enum(['open', 'closed']) }))
  .mutation(({ ctx, input }) =>
    ctx.db.orm.transaction(async (tx) => {
      await setFormState(tx, input.id, input.state);
      await ctx.audit(tx, { action: `form.${input.state === 'open' ? 'open' : 'close'}`, subject: `form:${input.id}` });
      return { state: input.state };
    }),
  );
