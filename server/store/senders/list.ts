import { asc } from 'drizzle-orm';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

/** Everything of every sender identity but its private keys, by name. */
export async function listSenders(orm: Orm) {
  const columns = {
    id: senders.id,
    name: senders.name,
    fromName: senders.fromName,
    address: senders.address,
    replyTo: senders.replyTo,
    domain: senders.domain,
    floor: senders.floor,
    dkim: senders.dkim,
    checks: senders.checks,
    verifiedAt: senders.verifiedAt,
    verifiedBy: senders.verifiedBy,
    createdAt: senders.createdAt,
  };
  return orm.select(columns).from(senders).orderBy(asc(senders.name));
}

export type Sender = Awaited<ReturnType<typeof listSenders>>[number];
