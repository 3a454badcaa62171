import { z } from 'zod';
import { showWhy } from '#core/why/show.ts';
import { aboutSchema, explainWhy } from '#store/why/explain.ts';
import { staff } from '../trpc.ts';

/**
 * Why a contact is where they are, took an outlet or was not sent something, from what was true at that moment. Says
 * which conditions were met; the values behind them are masked.
 */
export const why = staff('contacts.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid(), about: aboutSchema }))
  .query(async ({ ctx, input }) => {
    const answers = await explainWhy(ctx.db.sql, ctx.seal, input.id, input.about);
    await ctx.audit(ctx.db.orm, {
      action: 'contact.why',
      subject: `contact:${input.id}`,
      details: { about: input.about },
    });
    return answers.map((one) => showWhy(one, false));
  });
