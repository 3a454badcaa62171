import type { Sql } from '#store/database.ts';

/** Keys found to have come to their end. */
export interface Expired {
  lane: number;
  contactId: string;
  id: string;
  /** It was the recipient's own: their mail goes to the portal until there is another. */
  own: boolean;
}

/** Marks what has expired since the last time; `loadKeys` does not use it in the meantime either. */
export async function expireKeys(sql: Sql): Promise<Expired[]> {
  const rows = await sql<Expired[]>`
    update recipient_keys set state = 'expired', problem = 'expired'
    where state in ('pending', 'waiting', 'enrolled', 'discovered') and expires_at <= stepwell_now()
    returning lane, contact_id as "contactId", id, source = 'enrolled' and proof is not null as own`;
  return [...rows];
}
