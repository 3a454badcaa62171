import { z } from 'zod';
import { methods } from '#core/delivery/facts.ts';
import { Failure } from '#core/failure.ts';
import { messageStates } from '#db/schema/messages.ts';
import { makeProof } from '#api/messages/proof.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { returnedOf } from '#store/messages/returned.ts';
import { findJourney } from '#store/journeys/find.ts';
import { type MessageRow, findMessageRow, searchMessages } from '#store/messages/search.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { defineRoute, type RestContext } from '../route.ts';
import { idParams, moment, momentOrNull } from '../schemas.ts';

const method = z.enum([...methods, 'none']);
const message = z.object({
  id: z.string(),
  contactId: z.string(),
  journeyId: z.string(),
  journey: z.string().nullable(),
  step: z.string(),
  template: z.string(),
  purpose: z.string(),
  state: z.enum(messageStates),
  method: method.nullable(),
  reason: z.string().nullable().describe('Why this method, or why it was not sent'),
  phi: z.string().nullable(),
  attempts: z.number(),
  queuedAt: moment,
  finishedAt: momentOrNull,
});

const returned = z.object({
  at: moment,
  kind: z.enum(['bounce', 'delayed', 'confirmed', 'complaint', 'auto_reply', 'reply', 'unsubscribe']),
  code: z.string().nullable().describe('RFC 3463, of bounces and delays'),
  cause: z.string().nullable().describe('Why it came back, as far as the report’s words tell'),
});

export const searchMessagesRoute = defineRoute({
  operation: 'messages.search',
  method: 'GET',
  path: '/messages',
  scope: 'messages:read',
  summary: 'Messages, newest first; whom each is for by id, never by name',
  query: pageQuery.extend({
    journey: z.string().max(120).optional().describe('Id or name'),
    step: z.string().max(63).optional(),
    contact: z.uuid().optional(),
    state: z.enum(messageStates).optional(),
    method: method.optional(),
  }),
  response: page(message),
  readsPhi: true,
  handler: async (context, { query }) => {
    const { sql, orm } = context.db;
    const found = await searchMessages(sql, {
      journeyId: query.journey === undefined ? undefined : (await findJourney(orm, query.journey)).id,
      step: query.step,
      contactId: query.contact,
      states: query.state ? [query.state] : undefined,
      method: query.method,
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    await context.audit(orm, {
      action: 'message.list',
      subject: 'messages',
      details: { contacts: [...new Set(found.rows.map((row) => row.contactId))] },
    });
    return { data: found.rows, nextCursor: found.next ? makeCursor(found.next) : null };
  },
});

export const getMessage = defineRoute({
  operation: 'messages.get',
  method: 'GET',
  path: '/messages/{id}',
  scope: 'messages:read',
  summary: 'One message: what became of it, by which method and why, and what came back',
  params: idParams,
  response: message.extend({ returned: z.array(returned) }),
  readsPhi: true,
  handler: async (context, { params }) => {
    const found = await read(context, params.id);
    const all = await returnedOf(context.db.sql, found);
    return { ...found, returned: all };
  },
});

export const messageEvidence = defineRoute({
  operation: 'messages.evidence',
  method: 'GET',
  path: '/messages/{id}/evidence',
  scope: 'messages:read',
  summary: 'Proof of delivery: one record before each attempt and one after, each chained to the one before',
  description:
    'A 250 proves that this server took it, not that anyone read it. `evidence:verify` checks the chain offline.',
  params: idParams,
  response: z.object({
    message,
    evidence: z.array(
      z.object({
        lane: z.number(),
        seq: z.number(),
        attempt: z.number(),
        at: moment,
        record: z.record(z.string(), z.unknown()),
        previous: z.string(),
        hash: z.string(),
      }),
    ),
  }),
  readsPhi: true,
  handler: async (context, { params }) => {
    const found = await read(context, params.id);
    return { message: found, evidence: await evidenceOfMessage(context.db.sql, found) };
  },
});

export const messageProof = defineRoute({
  operation: 'messages.proof',
  method: 'GET',
  path: '/messages/{id}/proof',
  scope: 'messages:read',
  summary: 'Proof of delivery in words: what the evidence of a message proves and what not. It names the recipient.',
  params: idParams,
  response: z.object({
    title: z.string(),
    verdict: z.string(),
    delivered: z.boolean(),
    sections: z.array(
      z.object({
        title: z.string(),
        rows: z.array(z.object({ label: z.string(), value: z.string(), exact: z.literal(true).optional() })),
      }),
    ),
    proves: z.array(z.string()),
    doesNotProve: z.array(z.string()),
  }),
  readsPhi: true,
  handler: (context, { params }) => makeProof(context, params.id, (orm, entry) => context.audit(orm, entry)),
});

async function read(context: RestContext, id: string): Promise<MessageRow> {
  const found = await findMessageRow(context.db.sql, id);
  if (!found) throw new Failure('NOT_FOUND', { message: id });
  await context.audit(context.db.orm, {
    action: 'message.read',
    subject: `message:${id}`,
    details: { contact: found.contactId },
  });
  return found;
}
