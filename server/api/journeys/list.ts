import { listJourneys } from '#store/journeys/list.ts';
import { staff } from '../trpc.ts';

/** Every journey with its state and live figures. */
export const list = staff('journeys.read').query(({ ctx }) => listJourneys(ctx.db.orm));
