import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { countStart, createStart } from '#store/starts/create.ts';
import { staff } from '../trpc.ts';

/** Starts the live journey for everyone of a list or segment whom its trigger lets in; a job works it off. */
export const start = staff('journeys.publish')
  .input(z.strictObject({ id: z.uuid(), filter: filterSchema }))
  .mutation(async ({ ctx, input }) => {
    const total = await countStart(ctx, input.id, input.filter);
    const startId = await createStart(ctx.db.sql, {
      journeyId: input.id,
      audience: input.filter,
      total,
      by: ctx.actor.id,
    });
    await ctx.audit(ctx.db.orm, {
      action: 'journey.start',
      subject: `journey:${input.id}`,
      details: { start: startId, total, audience: input.filter },
    });
    await ctx.addJob('start-journey', { start: startId }, `start:${startId}`);
    return { start: startId, total };
  });
