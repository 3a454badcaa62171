import { z } from 'zod';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { staff } from '../trpc.ts';

/** What happened to a contact, newest first: journeys, steps, emails, events. */
export const timeline = staff('contacts.read', { readsPhi: true })
  .input(z.strictObject({ id: z.uuid(), limit: z.int().min(1).max(500).default(200) }))
  .query(async ({ ctx, input }) => {
    const items = await contactTimeline(ctx.db.sql, input.id, input.limit);
    await ctx.audit(ctx.db.orm, { action: 'contact.timeline', subject: `contact:${input.id}` });
    const { attributes } = await loadVocabulary(ctx.db.sql);
    const labelled = (keys: string) => keys.split(', ').map((key) => attributes.get(key)?.label ?? key);
    return items.map((one) =>
      one.kind === 'changed' && one.what ? { ...one, what: labelled(one.what).join(', ') } : one,
    );
  });
