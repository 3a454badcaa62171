import { z } from 'zod';
import { getImport } from '#store/imports/get.ts';
import { staff } from '../trpc.ts';

/** An import and how far it is. */
export const get = staff('contacts.import')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => getImport(ctx.db.orm, input.id));
