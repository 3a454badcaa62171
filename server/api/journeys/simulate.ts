import { z } from 'zod';
import { graph } from '#core/graph/model.ts';
import { staff } from '../trpc.ts';
import { simulateContact } from './simulate-contact.ts';

const DAY_MS = 86_400_000;

const assumed = z.strictObject({
  kind: z.enum(['open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'webhook']),
  /** Milliseconds after each sending of `step`, or each call from it. */
  afterSend: z
    .int()
    .min(0)
    .max(365 * DAY_MS)
    .optional(),
  step: z.string().max(63).optional(),
  link: z.string().max(2000).optional(),
  name: z.string().max(120).optional(),
  /** Epoch milliseconds, for what follows no email. */
  at: z.int().optional(),
});

/** The path one contact would take through the drawing as it is now. */
export const simulate = staff('journeys.people')
  .input(
    z.strictObject({
      graph,
      contactId: z.uuid(),
      journeyId: z.uuid().optional(),
      start: z.int().nullable().default(null),
      events: z.array(assumed).max(50).default([]),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    const steps = await simulateContact(ctx, input);
    await ctx.audit(ctx.db.orm, {
      action: 'journey.simulate',
      subject: `contact:${input.contactId}`,
      details: { steps: steps.length },
    });
    return steps;
  });
