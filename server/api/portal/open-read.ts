import { mayRead } from '#core/portal/proof.ts';
import { ingest } from '#store/events/ingest.ts';
import { findMessage } from '#store/portal/find-message.ts';
import { findByMessage, findPortalMessage } from '#store/portal/list.ts';
import { markRead } from '#store/portal/mark-read.ts';
import type { Services } from '../services.ts';
import { auditVisit } from './audit.ts';
import type { SignedIn } from './visit.ts';

/**
 * Records that a signed-in person opens a message, the first time as a `portal_read` event, and says where it is
 * shown. Only ever called from a POST: a link that a scanner follows reads nothing. What this session may not read yet
 * leads to the next proof.
 * @param id a portal message of this contact; without it, the one the link is about
 */
export async function openRead(services: Services, visit: SignedIn, id?: string): Promise<string> {
  const { sql } = services.db;
  const { contact, token } = visit;
  const row =
    id === undefined ? await findByMessage(sql, contact, visit.message.id) : await findPortalMessage(sql, contact, id);
  if (!row) return `/p/${token}/messages`;
  const place = `/p/${token}/messages/${row.id}`;
  if (row.state !== 'readable') return place;
  if (!mayRead(row, visit.shown)) return `/p/${token}/proof?m=${row.id}`;
  const message = await findMessage(sql, contact.lane, row.messageId);
  const first = await sql.begin(async (tx) => {
    if (!(await markRead(tx, contact, row.id))) return false;
    // Reading an answer is not reading the message it is about: a journey waits for that one.
    if (!message || row.replyId !== null) return true;
    const { journeyId, step, template } = message;
    const event = { id: services.newId(), lane: contact.lane, contactId: contact.id, kind: 'portal_read' as const };
    await ingest(tx, [{ ...event, journeyId, step, template, messageId: row.messageId }]);
    return true;
  });
  await auditVisit(services, visit, 'portal.read', { portalMessage: row.id, first });
  return place;
}
