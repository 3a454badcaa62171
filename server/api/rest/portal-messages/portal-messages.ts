import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { phiClasses } from '#core/phi.ts';
import { recallPortalMessage } from '#store/portal/recall.ts';
import {
  type PortalMessageRow,
  findPortalMessageRow,
  portalStates,
  searchPortalMessages,
} from '#store/portal/search.ts';
import { transact } from '#store/transact.ts';
import { makeCursor, page, pageQuery, readCursor } from '../cursor.ts';
import { type RestContext, defineRoute } from '../route.ts';
import { idParams, moment, momentOrNull } from '../schemas.ts';

const portalMessage = z.object({
  id: z.string(),
  contactId: z.string(),
  messageId: z.string().describe('The message of the outbox; of an answer, the one the conversation began with'),
  answer: z.boolean().describe('Written by staff in answer to a reply'),
  phi: z.enum(phiClasses),
  mailboxTrusted: z.boolean().describe('False: a code mailed to the mailbox does not open it'),
  state: z.enum(portalStates),
  createdAt: moment,
  expiresAt: moment,
  readAt: momentOrNull.describe('First opened by a person who proved who they are; a scanner never counts'),
  recalledAt: momentOrNull,
  noticedAt: momentOrNull.describe('Of an answer: when its notice was mailed'),
  sha256: z.string().describe('Of the content as it was put here, hexadecimal'),
});

const shape = ({ lane: _lane, ...row }: PortalMessageRow) => row;

export const listPortalMessagesRoute = defineRoute({
  operation: 'portalMessages.list',
  method: 'GET',
  path: '/portal-messages',
  scope: 'portal-messages:read',
  summary: 'Messages in the portal, newest first: states and times, never content',
  query: pageQuery.extend({
    contact: z.uuid().optional(),
    message: z.uuid().optional().describe('Id of the message of the outbox'),
    state: z.enum(portalStates).optional(),
  }),
  response: page(portalMessage),
  readsPhi: true,
  handler: async (context, { query }) => {
    const { rows, next } = await searchPortalMessages(context.db.sql, {
      contactId: query.contact,
      messageId: query.message,
      state: query.state,
      after: readCursor(query.cursor, z.uuid()) ?? undefined,
      limit: query.limit,
    });
    await context.audit(context.db.orm, {
      action: 'portal.list',
      subject: 'portal-messages',
      details: { contacts: [...new Set(rows.map((row) => row.contactId))] },
    });
    return { data: rows.map(shape), nextCursor: next ? makeCursor(next) : null };
  },
});

export const getPortalMessageRoute = defineRoute({
  operation: 'portalMessages.get',
  method: 'GET',
  path: '/portal-messages/{id}',
  scope: 'portal-messages:read',
  summary: 'One message in the portal: whether it was read, has expired or was taken back',
  params: idParams,
  response: portalMessage,
  readsPhi: true,
  handler: async (context, { params }) => {
    const found = await read(context, params.id);
    await context.audit(context.db.orm, {
      action: 'portal.status',
      subject: `message:${found.messageId}`,
      details: { contact: found.contactId, portalMessage: found.id },
    });
    return shape(found);
  },
});

export const recallPortalMessageRoute = defineRoute({
  operation: 'portalMessages.recall',
  method: 'POST',
  path: '/portal-messages/{id}/recall',
  scope: 'portal-messages:write',
  summary: 'Take a message back, read or not; one taken back before stays as it is',
  description:
    'Its content and attachments are destroyed at once. The recipient sees that it was withdrawn. There is no way back.',
  params: idParams,
  response: portalMessage,
  handler: (context, { params }) =>
    transact(context.db, async (tx) => {
      await read(context, params.id);
      const recalled = await recallPortalMessage(tx.sql, params.id);
      const after = await findPortalMessageRow(tx.sql, params.id);
      if (!after) throw new Failure('NOT_FOUND', { portalMessage: params.id });
      await context.audit(tx.orm, {
        action: 'portal.recall',
        subject: `message:${after.messageId}`,
        details: { contact: after.contactId, portalMessage: after.id, again: recalled === null },
      });
      return shape(after);
    }),
});

async function read({ db }: RestContext, id: string): Promise<PortalMessageRow> {
  const found = await findPortalMessageRow(db.sql, id);
  if (!found) throw new Failure('NOT_FOUND', { portalMessage: id });
  return found;
}
