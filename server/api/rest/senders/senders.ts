import { z } from 'zod';
import { senderForm } from '#core/organization/sender.ts';
import { makeDkimKeys } from '#mail/dkim-keys.ts';
import { makeSenderKeys } from '#mail/sender-keys.ts';
import { checkRecords } from '#api/senders/check-records.ts';
import { recordsOf } from '#api/senders/records-of.ts';
import { newDomainKeys } from '#api/senders/new-domain-keys.ts';
import { askAddressCode, proveAddress } from '#store/senders/address-code.ts';
import { createSender } from '#store/senders/create.ts';
import { keepSenderKeys } from '#store/senders/keep-key.ts';
import { getSender } from '#store/senders/get.ts';
import { listSenders } from '#store/senders/list.ts';
import { defineRoute } from '../route.ts';
import { idParams, instantOrNull } from '../schemas.ts';

const record = z.object({
  kind: z.string(),
  name: z.string(),
  value: z.string(),
  why: z.string(),
  standing: z.enum(['needed', 'next', 'stays', 'may-go']),
});
const sender = z.object({
  id: z.string(),
  name: z.string(),
  fromName: z.string(),
  address: z.string(),
  replyTo: z.string().nullable(),
  domain: z.string(),
  floor: z.string(),
  verifiedAt: instantOrNull.describe('Since when it may send: its records were seen and its address answered'),
  domainOkAt: instantOrNull,
  addressProvenAt: instantOrNull,
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
    domainOk: z.boolean(),
    addressProven: z.boolean(),
    unanswered: z.boolean(),
    checks: z.array(z.object({ record: z.string(), name: z.string(), ok: z.boolean(), found: z.string() })),
  }),
  handler: (context, { params }) =>
    checkRecords(context, params.id, {
      within: (tx, details) => context.audit(tx, { action: 'sender.check', subject: `sender:${params.id}`, details }),
    }),
});

export const rotateSenderKeysRoute = defineRoute({
  operation: 'senders.rotateKeys',
  method: 'POST',
  path: '/senders/{id}/keys',
  scope: 'senders:write',
  summary: 'Make new signing keys for the sender’s domain; they sign once their records have been seen',
  params: idParams,
  response: z.object({ made: z.boolean().describe('False when a new pair waits already') }),
  handler: (context, { params }) =>
    newDomainKeys(context, params.id, (tx, details) =>
      context.audit(tx, { action: 'sender.rotate', subject: `sender:${params.id}`, details }),
    ),
});

export const askSenderCodeRoute = defineRoute({
  operation: 'senders.askCode',
  method: 'POST',
  path: '/senders/{id}/address-code',
  scope: 'senders:write',
  summary: 'Mail a code to the sender’s own address',
  params: idParams,
  response: z.object({ asked: z.literal(true) }),
  handler: async (context, { params: { id } }) => {
    await context.db.orm.transaction(async (tx) => {
      await askAddressCode(tx, id);
      await context.audit(tx, { action: 'sender.ask-code', subject: `sender:${id}` });
    });
    await context.addJob('sender-code', { sender: id }, `sender-code:${id}`);
    return { asked: true as const };
  },
});

export const proveSenderRoute = defineRoute({
  operation: 'senders.proveAddress',
  method: 'POST',
  path: '/senders/{id}/address-proof',
  scope: 'senders:write',
  summary: 'The code that was mailed to the sender’s address',
  params: idParams,
  body: z.strictObject({ code: z.string().max(40) }),
  response: z.object({ verified: z.boolean() }),
  handler: async (context, { params: { id }, body }) => {
    await proveAddress(context.db.orm, context.seal, id, body.code);
    await context.audit(context.db.orm, { action: 'sender.prove', subject: `sender:${id}` });
    return { verified: (await getSender(context.db.orm, id)).verifiedAt !== null };
  },
});
