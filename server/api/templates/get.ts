import { z } from 'zod';
import { getTemplate } from '#store/templates/get.ts';
import { staff } from '../trpc.ts';

/** A template with its draft and revision. */
export const get = staff('templates.read')
  .input(z.strictObject({ id: z.uuid() }))
  .query(({ ctx, input }) => getTemplate(ctx.db.orm, input.id));
