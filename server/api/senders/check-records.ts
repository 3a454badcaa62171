import { checkSender } from '#mail/check-sender.ts';
import { demoZone } from '#mail/demo-zone.ts';
import type { Orm } from '#store/database.ts';
import { getSender } from '#store/senders/get.ts';
import { saveChecks } from '#store/senders/save-checks.ts';
import type { Services } from '../services.ts';
import { recordsOf } from './records-of.ts';

/** What looking a sender's records up gave. */
export interface SenderCheck {
  verified: boolean;
  checks: { record: string; ok: boolean; found: string }[];
  /** A name server was silent, so a missing record proves nothing. */
  unanswered: boolean;
}

/**
 * Looks the sender's records up in DNS and keeps the result. All there: it may send. One gone for certain: it may not
 * any more. A demo's `.example` domains are nowhere else, so there its own name server answers for them.
 * @param within leaves the audit entry in the transaction that keeps the result.
 * @throws Failure NOT_FOUND
 */
export async function checkRecords(
  { db, config, resolver }: Pick<Services, 'db' | 'config' | 'resolver'>,
  id: string,
  within: (tx: Orm, details: { verified: boolean; missing: string[] }) => Promise<void>,
): Promise<SenderCheck> {
  const sender = await getSender(db.orm, id);
  const records = recordsOf(sender, config);
  const ours = config.demo && sender.domain.endsWith('.example');
  const result = await checkSender(ours ? demoZone(records) : resolver, records);
  return db.orm.transaction(async (tx) => {
    const { verified } = await saveChecks(tx, id, { ...result, by: ours ? 'demo' : 'dns' });
    await within(tx, { verified, missing: result.checks.filter((one) => !one.ok).map((one) => one.record) });
    return { verified, ...result };
  });
}
