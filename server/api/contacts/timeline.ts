import { z } from 'zod';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { staff } from '../trpc.ts';

/** What happened to a contact, newest first: journeys, steps, emails, events. */
export const timeline = staff('contacts.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid(), limit: z.int().min(1).max(500).default(200) }))
  .query(async ({ ctx, input }) => {
    const items = await contactTimeline(ctx.db.sql, input.id, input.limit);
    await ctx.audit(ctx.db.orm, { action: 'contact.timeline', subject: `contact:${input.id}` });
    return items;
  });
