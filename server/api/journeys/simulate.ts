import { z } from 'zod';
import { syntheticContact, testRunAsk } from '#core/run/test-run.ts';
import { staff } from '../trpc.ts';

/** A test run with a real contact: their path, each email as they would read it, and its method. Shows patient data. */
export const simulate = staff('contacts.reveal', { readsPhi: true })
  .input(testRunAsk.extend({ contactId: z.uuid() }))
  .mutation(async ({ ctx, input: { contactId, ...ask } }) => {
    const run = await ctx.testRun({ ...ask, who: { contactId } });
    await ctx.audit(ctx.db.orm, {
      action: 'journey.simulate',
      subject: `contact:${contactId}`,
      details: {
        ...(ask.journeyId ? { journey: ask.journeyId } : {}),
        steps: run.path.length,
        emails: run.path.filter(({ email }) => email !== null).length,
      },
    });
    return run;
  });

/** The same with an invented contact. Reads and writes no contact. */
export const simulateSynthetic = staff('journeys.read')
  .input(testRunAsk.extend({ synthetic: syntheticContact }))
  .query(({ ctx, input: { synthetic, ...ask } }) => ctx.testRun({ ...ask, who: { synthetic } }));
