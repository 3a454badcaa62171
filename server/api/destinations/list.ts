import { z } from 'zod';
import { listDestinations } from '#store/destinations/list.ts';
import { readRelay } from '#store/settings/relay.ts';
import { staff } from '../trpc.ts';

const MOST = 100;

/** Recipient domains: what they showed, what they are held to, what the operator says of them. */
export const list = staff('destinations.read')
  .input(z.strictObject({ search: z.string().trim().max(253).default('') }))
  .query(async ({ ctx, input }) => {
    const [destinations, relay] = await Promise.all([
      listDestinations(ctx.db.sql, { search: input.search, limit: MOST + 1 }),
      readRelay(ctx.db.sql),
    ]);
    return {
      destinations: destinations.slice(0, MOST),
      more: destinations.length > MOST,
      relay: { ...relay, used: ctx.config.delivery === 'relay' },
    };
  });
