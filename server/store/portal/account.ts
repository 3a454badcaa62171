import type { Sql } from '#store/database.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/** Whether the contact has an account, and the language chosen here. */
export interface PortalAccount {
  account: boolean;
  language: 'en' | 'es' | null;
}

export async function readAccount(sql: Sql, contact: ContactRef): Promise<PortalAccount> {
  const [row] = await sql<PortalAccount[]>`
    select account_at is not null as account, language from portal_access
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
  return row ?? { account: false, language: null };
}

/** Opens or closes the account: whether the person may come in by their address, without a notice's link. */
export async function setAccount(sql: Sql, contact: ContactRef, on: boolean): Promise<void> {
  await sql`
    update portal_access set account_at = case when ${on} then coalesce(account_at, stepwell_now()) end
    where lane = ${contact.lane} and contact_id = ${contact.id}`;
}

export async function setLanguage(sql: Sql, contact: ContactRef, language: 'en' | 'es'): Promise<void> {
  await sql`
    insert into portal_access (lane, contact_id, language) values (${contact.lane}, ${contact.id}, ${language})
    on conflict (lane, contact_id) do update set language = excluded.language`;
}
