import { type SenderChecks, checkSender } from '#mail/check-sender.ts';
import { demoZone } from '#mail/demo-zone.ts';
import type { DnsRecord } from '#mail/sender-records.ts';
import type { Orm } from '#store/database.ts';
import { openDomainKeys } from '#store/senders/domain-keys.ts';
import { getSender } from '#store/senders/get.ts';
import { saveChecks } from '#store/senders/save-checks.ts';
import type { Services } from '../services.ts';
import { recordsOf, sendingHost } from './records-of.ts';

/** What looking a sender's records up gave. */
export interface SenderCheck extends SenderChecks {
  /** It may send: its records are there, and its address is proven. */
  verified: boolean;
  /** Its records are there. */
  domainOk: boolean;
  addressProven: boolean;
}

interface CheckOptions {
  /** A look that comes round by itself: one failure alone does not stop an identity. */
  patient?: boolean;
  /** Leaves the audit entry in the transaction that keeps the result. */
  within: (tx: Orm, details: { verified: boolean; missing: string[] }) => Promise<void>;
}

/**
 * Looks the records of a sender's domain up in DNS and keeps the result, for every identity of the domain. All there: it
 * may send. One gone for certain: it may not any more. New keys whose records are there sign from now on. A demo's
 * `.example` domains are nowhere else, so there its own name server answers for them.
 * @throws Failure NOT_FOUND
 */
export async function checkRecords(
  { db, seal, config, resolver, now }: Pick<Services, 'db' | 'seal' | 'config' | 'resolver' | 'now'>,
  id: string,
  { patient = false, within }: CheckOptions,
): Promise<SenderCheck> {
  const sender = await getSender(db.orm, id);
  const { domain } = sender;
  // A record that may go is not looked for.
  const records = recordsOf(sender, config).filter((one) => one.standing !== 'may-go');
  const keys = await openDomainKeys(db.orm, seal, domain, ['active', 'next']);
  const ours = config.demo && domain.endsWith('.example');
  const result = await checkSender(ours ? demoZone(records) : resolver, {
    domain,
    host: sendingHost(config),
    records,
    keys,
    now: await now(),
  });
  const names = (standing: DnsRecord['standing']) =>
    new Set(records.filter((one) => one.standing === standing).map((one) => one.name));
  const needed = names('needed');
  return db.orm.transaction(async (tx) => {
    const kept = { ...result, domain, needed, next: names('next'), by: ours ? 'demo' : 'dns', patient } as const;
    await saveChecks(tx, kept);
    const { verifiedAt, domainOkAt, addressProvenAt } = await getSender(tx, id);
    const verified = verifiedAt !== null;
    const missing = result.checks.filter((one) => !one.ok && needed.has(one.name)).map((one) => one.record);
    await within(tx, { verified, missing });
    return { verified, domainOk: domainOkAt !== null, addressProven: addressProvenAt !== null, ...result };
  });
}
