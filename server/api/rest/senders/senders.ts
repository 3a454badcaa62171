import { z } from 'zod';
import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { checkRecords } from '#api/senders/check-records.ts';
import { recordsOf } from '#api/senders/records-of.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { getSender } from '#store/senders/get.ts';
import { listSenders } from '#store/senders/list.ts';
import { defineRoute } from '../route.ts';
import { idParams, instantOrNull } from '../schemas.ts';

const record = z.object({ kind: z.string(), name: z.string(), value: z.string(), why: z.string() });
const sender = z.object({
  id: z.string(),
  name: z.string(),
  fromName: z.string(),
  address: z.string(),
  replyTo: z.string().nullable(),
  domain: z.string(),
  floor: z.string(),
  verifiedAt: instantOrNull,
  records: z.array(record).describe('TXT records to publish in DNS'),
});

export const listSendersRoute = defineRoute({
  operation: 'senders.list',
  method: 'GET',
  path: '/senders',
  scope: 'senders:read',
  summary: 'Sender identities with the DNS records each needs',
  response: z.object({ data: z.array(sender), nextCursor: z.null() }),
  handler: async ({ db, config }) => {
    const senders = await listSenders(db.orm);
    return { data: senders.map((one) => ({ ...one, records: recordsOf(one, config) })), nextCursor: null };
  },
});

export const createSenderRoute = defineRoute({
  operation: 'senders.create',
  method: 'POST',
  path: '/senders',
  scope: 'senders:write',
  summary: 'Make a sender identity and its signing keys; it cannot send until its records have been seen',
  body: senderForm.extend({
    replyTo: senderForm.shape.replyTo.default(null),
    floor: senderForm.shape.floor.default('P0'),
  }),
  status: 201,
  response: sender,
  handler: async (context, { body }) => {
    const id = context.newId();
    const keys = await makeDkimKeys();
    const sealing = await makeSenderKeys(body, await context.now());
    return context.db.orm.transaction(async (tx) => {
      await createSender(tx, context.seal, { ...body, id, keys, verifiedBy: null });
      await keepSenderKeys(tx, context.seal, id, sealing);
      await context.audit(tx, { action: 'sender.create', subject: `sender:${id}`, details: { floor: body.floor } });
      const made = await getSender(tx, id);
      return { ...made, records: recordsOf(made, context.config) };
    });
  },
});

export const checkSenderRoute = defineRoute({
  operation: 'senders.check',
  method: 'POST',
  path: '/senders/{id}/check',
  scope: 'senders:write',
  summary: 'Look a sender’s records up in DNS: all there, it may send',
  params: idParams,
  response: z.object({
    verified: z.boolean(),
    unanswered: z.boolean(),
    checks: z.array(z.object({ record: z.string(), ok: z.boolean(), found: z.string() })),
  }),
  handler: (context, { params }) =>
    checkRecords(context, params.id, (tx, details) =>
      context.audit(tx, { action: 'sender.check', subject: `sender:${params.id}`, details }),
    ),
});
