import { readPortalSettings } from '#store/settings/read.ts';
import { staff } from '../trpc.ts';

/** How recipients prove who they are in the portal, with the revision to give back when saving. */
export const portal = staff('settings.read').query(({ ctx }) => readPortalSettings(ctx.db.orm));
