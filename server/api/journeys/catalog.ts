import { loadCatalog } from '#store/journeys/check-world.ts';
import { staff } from '../trpc.ts';

/** Names a drawing may use: attributes, lists, segments, templates, senders, journeys. No patient data. */
export const catalog = staff('journeys.read').query(({ ctx }) => loadCatalog(ctx.db.orm));
