import { asc, getTableColumns } from 'drizzle-orm';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';
import { listDomainKeys } from './domain-keys.ts';

/** Every sender identity by name, with its domain's keys but their private halves. */
export async function listSenders(orm: Orm) {
  const { codeTries: _, ...columns } = getTableColumns(senders);
  const rows = await orm.select(columns).from(senders).orderBy(asc(senders.name));
  const keys = await listDomainKeys(orm, [...new Set(rows.map((one) => one.domain))]);
  return rows.map((row) => ({ ...row, keys: keys.filter((one) => one.domain === row.domain) }));
}

export type Sender = Awaited<ReturnType<typeof listSenders>>[number];
