import { listTemplates } from '#store/templates/list.ts';
import { staff } from '../trpc.ts';

/** Every template with the class and state of the version in use. */
export const list = staff('templates.read').query(({ ctx }) => listTemplates(ctx.db.orm));
