import { listForms } from '#store/forms/list.ts';
import { staff } from '../trpc.ts';

/** Every form and how often it was sent in. No answers. */
export const list = staff('forms.read').query(({ ctx }) => listForms(ctx.db.sql));
