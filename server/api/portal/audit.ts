import { appendAudit } from '#store/audit/append.ts';
import type { Services } from '../services.ts';
import type { Visit } from './visit.ts';

/** Writes what a recipient did in the portal to the audit log. Ids and counts only. */
export async function auditVisit(
  services: Services,
  visit: Pick<Visit, 'contact' | 'message'>,
  action: `portal.${string}`,
  details: Record<string, unknown> = {},
): Promise<void> {
  await appendAudit(services.db.orm, {
    actor: `recipient:${visit.contact.id}`,
    action,
    subject: `message:${visit.message.id}`,
    details: { contact: visit.contact.id, ...details },
  });
}
