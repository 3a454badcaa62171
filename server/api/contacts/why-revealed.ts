import { z } from 'zod';
import { fieldsShown, showWhy } from '#core/why/show.ts';
import { aboutSchema, explainWhy } from '#store/why/explain.ts';
import { staff } from '../trpc.ts';

/** As `why`, with the values of the moment in the clear. The audit log says who looked, at whom and at which attributes. */
export const whyRevealed = staff('contacts.reveal')
  .input(z.strictObject({ id: z.uuid(), about: aboutSchema }))
  .mutation(async ({ ctx, input }) => {
    const answers = await explainWhy(ctx.db.sql, ctx.seal, input.id, input.about);
    await ctx.audit(ctx.db.orm, {
      action: 'contact.reveal',
      subject: `contact:${input.id}`,
      details: { why: input.about, fields: fieldsShown(answers) },
    });
    return answers.map((one) => showWhy(one, true));
  });
