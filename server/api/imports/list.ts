import { listImports } from '#store/imports/get.ts';
import { staff } from '../trpc.ts';

/** The latest imports. */
export const list = staff('contacts.import').query(({ ctx }) => listImports(ctx.db.orm, 20));
