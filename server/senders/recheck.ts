import type { Problem } from '#core/watch/alerts.ts';
import { checkRecords } from '#api/senders/check-records.ts';
import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { retireDomainKeys } from '#store/senders/domain-keys.ts';
import { listSenders } from '#store/senders/list.ts';
import { raiseAlerts, settleAlerts } from '#store/watch/alerts.ts';

const OLD_MS = 365 * 24 * 3_600_000;

/**
 * Looks at every sending domain again, so that a record that went is noticed before receivers do. Two failing looks in a
 * row stop an identity; both raise an alert. Keys whose overlap is over lose their private halves.
 */
export async function recheckSenders(services: Services): Promise<void> {
  const { db } = services;
  const senders = await listSenders(db.orm);
  const byDomain = new Map(senders.map((one) => [one.domain, one]));
  for (const { id, domainOkAt, failingSince } of byDomain.values()) {
    // One that was never right is its admin's to finish.
    if (!domainOkAt && !failingSince) continue;
    await checkRecords(services, id, {
      patient: true,
      within: async (tx, details) => {
        if (details.missing.length === 0) return;
        await appendAudit(tx, { actor: 'system', action: 'sender.check', subject: `sender:${id}`, details });
      },
    });
  }
  await retireDomainKeys(db.orm);
  const now = await services.now();
  const problems = (await listSenders(db.orm)).flatMap((one): Problem[] => {
    const subject = `sender:${one.id}`;
    const missing = one.checks.filter((check) => !check.ok).length;
    const old = one.keys.some(({ state, madeAt }) => state === 'active' && now - madeAt.getTime() > OLD_MS);
    return [
      ...(one.failingSince ? [{ code: 'sender-failing' as const, subject, details: { missing } }] : []),
      ...(old && one.verifiedAt ? [{ code: 'sender-keys-old' as const, subject, details: {} }] : []),
    ];
  });
  await raiseAlerts(db.sql, problems);
  await settleAlerts(db.sql, ['sender-failing', 'sender-keys-old'], problems);
}
