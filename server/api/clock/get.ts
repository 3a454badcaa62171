import { staff } from '../trpc.ts';

/** The time journeys go by, and how far a demo has moved it ahead. Milliseconds. */
export const get = staff('session.read').query(async ({ ctx }) => {
  const now = await ctx.now();
  const [row] = await ctx.db.sql<{ ms: number }[]>`select offset_ms::float8 as ms from demo_clock where one = 1`;
  return { now, offsetMs: row?.ms ?? 0, movable: ctx.config.demo };
});
