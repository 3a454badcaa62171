import { z } from 'zod';
import { deliveryChoices, keyStates } from '#core/keys/life.ts';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { reachedHow } from '#store/recipient-keys/list.ts';
import { defineRoute } from '../route.ts';

export const listRecipientKeys = defineRoute({
  operation: 'recipientKeys.list',
  method: 'GET',
  path: '/recipient-keys/{contactId}',
  scope: 'recipient-keys:read',
  summary: 'How mail reaches a contact: what they chose, and their keys',
  description: 'Keys by fingerprint, with state, source and problem; never the key itself, which names the person.',
  readsPhi: true,
  params: z.object({ contactId: z.uuid() }),
  response: z.object({
    delivery: z.enum(deliveryChoices),
    keys: z.array(
      z.object({
        id: z.uuid(),
        kind: z.enum(['pgp', 'smime']),
        fingerprint: z.string(),
        source: z.enum(['enrolled', 'dane', 'wkd', 'signed-mail']),
        state: z.enum(keyStates),
        problem: z.string().nullable(),
        verifiedAt: z.iso.datetime().nullable(),
        expiresAt: z.iso.datetime().nullable(),
      }),
    ),
  }),
  handler: async (context, { params: { contactId } }) => {
    const { db } = context;
    const contact = { lane: laneOf(contactId), id: contactId };
    const [known] = await db.sql`select 1 from contacts where lane = ${contact.lane} and id = ${contact.id}`;
    if (!known) throw new Failure('NOT_FOUND', {}, 'There is no such contact.');
    const { delivery, keys } = await reachedHow(db.sql, contact);
    await context.audit(db.orm, {
      action: 'recipient-key.view',
      subject: `contact:${contactId}`,
      details: { keys: keys.length },
    });
    const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
    return {
      delivery,
      keys: keys.map((key) => ({ ...key, verifiedAt: time(key.verifiedAt), expiresAt: time(key.expiresAt) })),
    };
  },
});
