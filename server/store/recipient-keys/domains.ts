import type { Publication } from '#core/keys/finder.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';

/** What is known of how these domains publish keys, and still holds. */
export async function readKeyDomains(sql: Sql, domains: readonly string[]): Promise<Map<string, Publication>> {
  if (domains.length === 0) return new Map();
  const rows = await sql<(Publication & { domain: string })[]>`
    select domain, openpgpkey, smimea, wkd from key_domains
    where domain = any(${arrayLiteral(domains)}::text[]) and next_at > stepwell_now()`;
  return new Map(rows.map(({ domain, ...publication }) => [domain, publication]));
}

export async function keepKeyDomains(
  sql: Sql,
  found: readonly { domain: string; publication: Publication; holdsMinutes: number }[],
): Promise<void> {
  await sql`
    insert into key_domains (domain, openpgpkey, smimea, wkd, next_at)
    select w.domain, w.openpgpkey, w.smimea, w.wkd, stepwell_now() + w.minutes * interval '1 minute'
    from unnest(${arrayLiteral(found.map((one) => one.domain))}::text[],
      ${arrayLiteral(found.map((one) => one.publication.openpgpkey))}::boolean[],
      ${arrayLiteral(found.map((one) => one.publication.smimea))}::boolean[],
      ${arrayLiteral(found.map((one) => one.publication.wkd))}::text[],
      ${arrayLiteral(found.map((one) => one.holdsMinutes))}::int[]) as w(domain, openpgpkey, smimea, wkd, minutes)
    on conflict (domain) do update set openpgpkey = excluded.openpgpkey, smimea = excluded.smimea, wkd = excluded.wkd,
      next_at = excluded.next_at`;
}
