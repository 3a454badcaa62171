import { classifyReply } from '#core/delivery/retry.ts';
import type { Sql } from '#store/database.ts';
import { type Resolution, resolveMessages } from '#store/messages/resolve.ts';
import type { NewEvent } from './ingest.ts';

/** What only a message that arrived can bring about. */
const arrived = new Set<NewEvent['kind']>([
  'open',
  'click',
  'portal_read',
  'reply',
  'auto_reply',
  'confirmed',
  'complaint',
]);

/**
 * Events settle messages (delivery.md): a person's open, click, portal read or reply, an answering machine, a complaint or a
 * server's own confirmation shows that one in doubt arrived; a bounce
 * that it did not, and of one that was accepted that it came back (a late DSN). A delivery status that only says
 * "delayed" (4.x.x) settles nothing.
 */
export async function settleMessages(tx: Sql, fresh: readonly NewEvent[]): Promise<void> {
  await resolveMessages(tx, fresh.flatMap(resolutionOf));
}

function resolutionOf(event: NewEvent): Resolution[] {
  const { lane, contactId, messageId, kind, id, name } = event;
  if (!messageId) return [];
  const base = { lane, contactId, messageId, by: 'system' };
  if (arrived.has(kind) && event.human !== false)
    return [{ ...base, to: 'sent', reasons: { in_doubt: 'SEEN' }, because: { event: id, kind } }];
  if (kind !== 'bounce' || name?.startsWith('4.')) return [];
  const { cause } = classifyReply(550, name ?? null, 'rcpt');
  const reasons = { in_doubt: cause.toUpperCase().replaceAll('-', '_'), sent: 'LATE_DSN' };
  return [{ ...base, to: 'bounced', reasons, because: { event: id, kind, code: name ?? null } }];
}
