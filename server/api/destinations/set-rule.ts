import { z } from 'zod';
import { setRule } from '#store/destinations/rules.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';
import { domain } from './domain.ts';

/** Pins a domain as a partner (T3 with a valid certificate), or limits how much it is sent; with neither, forgets the rule. */
export const setRuleOf = staff('destinations.edit')
  .input(
    z.strictObject({
      domain,
      pinned: z.boolean(),
      parallel: z.int().min(1).max(100).nullable(),
      perMinute: z.int().min(1).max(100_000).nullable(),
    }),
  )
  .mutation(({ ctx, input: { domain: name, ...rule } }) =>
    ctx.db.sql.begin(async (tx) => {
      const before = await setRule(tx, name, rule, ctx.actor.id);
      await ctx.audit(ormWithin(tx), {
        action: 'destination.rule',
        subject: `destination:${name}`,
        details: { before, after: rule },
      });
      return { domain: name };
    }),
  );
