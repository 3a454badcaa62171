import type { Sql } from '#store/database.ts';

/** The domains of all sender identities, and their own addresses; lower case. */
export async function ownAddresses(sql: Sql): Promise<{ domains: Set<string>; identities: Set<string> }> {
  const rows = await sql<{ domain: string; returnDomain: string | null; address: string }[]>`
    select lower(domain) as domain, lower(return_domain) as "returnDomain", lower(address) as address from senders`;
  return {
    domains: new Set(rows.flatMap(({ domain, returnDomain }) => [domain, ...(returnDomain ? [returnDomain] : [])])),
    identities: new Set(rows.map(({ address }) => address)),
  };
}
