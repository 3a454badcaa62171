import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import { emailPlaces } from './sharing.ts';

/** Everyone whose address is shared without anyone having said that this is meant. Few, so they are listed at once. */
export async function unconfirmedSharers(sql: Sql): Promise<{ lane: number; id: string }[]> {
  // Of those who share an address at most one holds its first place, so this looks at the others' rows only.
  return sql<{ lane: number; id: string }[]>`
    select k.lane, k.contact_id as id
    from (
      select hash, array_agg(contact_id order by contact_id) as members from contact_keys
      where kind = any(${arrayLiteral(emailPlaces)}::text[]) and hash in (
        select hash from contact_keys where kind = any(${arrayLiteral(emailPlaces.slice(1))}::text[]))
      group by hash having count(*) > 1
    ) g
    join contact_keys k on k.hash = g.hash and k.kind = any(${arrayLiteral(emailPlaces)}::text[])
    where not exists (select 1 from address_shares s where s.hash = g.hash and s.members = g.members)
    order by k.lane, k.contact_id`;
}
