import type { Sql } from '#store/database.ts';
import { type Locked, lockColumn, readLock } from './wrong.ts';

/** How a recipient stands with the portal, as staff see it. Times are epoch milliseconds. */
export interface RecipientAccess {
  locked: Locked | null;
  registeredAt: number | null;
  account: boolean;
  /** A code given by phone is still good. */
  phoneCode: boolean;
}

export async function recipientAccess(sql: Sql, contact: { lane: number; id: string }): Promise<RecipientAccess> {
  const [row] = await sql<(Omit<RecipientAccess, 'locked'> & { locked: string | null })[]>`
    select ${lockColumn(sql)}, round(date_part('epoch', registered_at) * 1000)::float8 as "registeredAt",
      account_at is not null as account, phone_hash is not null and phone_expires_at > stepwell_now() as "phoneCode"
    from portal_access a where lane = ${contact.lane} and contact_id = ${contact.id}`;
  if (!row) return { locked: null, registeredAt: null, account: false, phoneCode: false };
  return { ...row, phoneCode: row.phoneCode ?? false, locked: readLock(row.locked) };
}
