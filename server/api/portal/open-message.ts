import { ingest } from '#store/events/ingest.ts';
import { findMessage } from '#store/portal/find-message.ts';
import { listPortalMessages } from '#store/portal/list.ts';
import { markRead } from '#store/portal/mark-read.ts';
import type { Services } from '../services.ts';
import type { Visit } from './visit.ts';

/**
 * Records that a signed-in person opens a message, the first time as a `portal_read` event, and says where it is
 * shown. Only ever called from a POST: a link that a scanner follows reads nothing.
 * @param id a portal message of this contact; without it, the one the link is about
 */
export async function openRead(services: Services, visit: Visit, id?: string): Promise<string> {
  const { sql } = services.db;
  const { contact } = visit;
  const rows = await listPortalMessages(sql, contact);
  const row = rows.find((one) => (id === undefined ? one.messageId === visit.message.id : one.id === id));
  if (!row || row.state !== 'readable') return `/p/${visit.token}/messages`;
  const message = await findMessage(sql, contact.lane, row.messageId);
  await sql.begin(async (tx) => {
    if (!(await markRead(tx, contact, row.id)) || !message) return;
    const { journeyId, step, template } = message;
    const event = { id: services.newId(), lane: contact.lane, contactId: contact.id, kind: 'portal_read' as const };
    await ingest(tx, [{ ...event, journeyId, step, template, messageId: row.messageId }]);
  });
  return `/p/${visit.token}/messages/${row.id}`;
}
