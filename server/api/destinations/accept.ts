import { z } from 'zod';
import { assurances } from '#core/delivery/facts.ts';
import { acceptDestination } from '#store/destinations/accept.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Holds a domain to what it shows now instead of the better it showed before. The reason is kept in the audit log. */
export const accept = staff('destinations.edit')
  .input(
    z.strictObject({
      domain: z.string().min(1).max(253),
      /** What the person was shown; refused when it shows something else by now. */
      seen: z.enum(assurances),
      why: z.string().trim().min(3).max(500),
    }),
  )
  .mutation(({ ctx, input: { domain, seen, why } }) =>
    ctx.db.sql.begin(async (tx) => {
      const { before } = await acceptDestination(tx, domain, seen);
      await ctx.audit(ormWithin(tx), {
        action: 'destination.accept',
        subject: `destination:${domain}`,
        details: { before, after: seen, why },
      });
      return { before };
    }),
  );
