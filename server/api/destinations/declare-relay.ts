import { z } from 'zod';
import { saveRelay } from '#store/settings/relay.ts';
import { ormWithin } from '#store/orm-within.ts';
import { staff } from '../trpc.ts';

/** Says that the relay proves the last hop, so that patient data may go through it by TLS; or takes that back. */
export const declareRelay = staff('destinations.edit')
  .input(z.strictObject({ provesLastHop: z.boolean(), why: z.string().trim().min(3).max(500) }))
  .mutation(({ ctx, input: { provesLastHop, why } }) =>
    ctx.db.sql.begin(async (tx) => {
      await saveRelay(tx, { provesLastHop });
      await ctx.audit(ormWithin(tx), {
        action: 'destination.relay',
        subject: 'settings:relay',
        details: { provesLastHop, why },
      });
      return { provesLastHop };
    }),
  );
