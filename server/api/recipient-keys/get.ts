import { z } from 'zod';
import { laneOf } from '#core/lane.ts';
import { reachedHow } from '#store/recipient-keys/list.ts';
import { staff } from '../trpc.ts';

/** How mail reaches a contact: what they chose, and their keys by fingerprint. A fingerprint can name a person. */
export const get = staff('contacts.read', { readsPhi: true })
  .input(z.strictObject({ contactId: z.uuid() }))
  .query(async ({ ctx, input: { contactId } }) => {
    const how = await reachedHow(ctx.db.sql, { lane: laneOf(contactId), id: contactId });
    await ctx.audit(ctx.db.orm, {
      action: 'recipient-key.view',
      subject: `contact:${contactId}`,
      details: { keys: how.keys.length },
    });
    return how;
  });
