import type { CaseFact } from '#core/segment/fields.ts';
import type { Sql } from '#store/database.ts';
import type { Building, Who } from './building.ts';

/** The cases of these contacts' messages. */
export async function readCases(sql: Sql, who: Who, found: ReadonlyMap<string, Building>): Promise<void> {
  const rows = await sql<(CaseFact & { contactId: string })[]>`
    select c.contact_id as "contactId", c.message_id as message, c.state, c.outcome,
      round(date_part('epoch', c.since) * 1000)::float8 as since
    from ${who} join cases c on c.lane = w.lane and c.contact_id = w.id order by c.id`;
  for (const { contactId, ...row } of rows) (found.get(contactId)!.cases ??= []).push(row);
}
