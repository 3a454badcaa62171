import { z } from 'zod';
import { getCampaign } from '#store/campaigns/list.ts';
import { staff } from '../trpc.ts';

/** One campaign: its plan, what it is doing and its figures. */
export const get = staff('journeys.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => getCampaign(ctx.db.sql, input.id));
