import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countSharing } from '#store/audience/count-sharing.ts';
import { staff } from '../trpc.ts';

/** How many of an audience share their address with another contact without anyone having said that this is meant. */
export const sharingCount = staff('segments.read')
  .input(z.strictObject({ filter: filterSchema }))
  .query(async ({ ctx, input }) => ({ count: await countSharing(ctx, input.filter) }));
