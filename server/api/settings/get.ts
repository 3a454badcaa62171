import { readSettings } from '#store/settings/read.ts';
import { staff } from '../trpc.ts';

/** The organization and its policy, with the revisions to give back when saving. */
export const get = staff('settings.read').query(({ ctx }) => readSettings(ctx.db.orm));
