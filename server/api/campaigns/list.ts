import { listCampaigns } from '#store/campaigns/list.ts';
import { staff } from '../trpc.ts';

/** The newest campaigns with their figures. */
export const list = staff('journeys.read').query(({ ctx }) => listCampaigns(ctx.db.sql));
