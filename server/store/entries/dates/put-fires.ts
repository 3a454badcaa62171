import { arrayLiteral } from '#store/array-literal.ts';
import type { Sql } from '#store/database.ts';
import type { Place } from '../cursor.ts';

export interface Fire {
  contact: Place;
  watchId: number;
  /** Epoch milliseconds. */
  at: number;
}

/** Writes fires down; those that are there already, and those of contacts that are gone, are passed over. */
export async function putFires(tx: Sql, fires: readonly Fire[]): Promise<void> {
  if (fires.length === 0) return;
  await tx`
    insert into date_fires (lane, contact_id, watch_id, due_at)
    select u.lane, u.id, u.watch_id, to_timestamp(u.at / 1000)
    from unnest(
      ${arrayLiteral(fires.map((one) => one.contact.lane))}::smallint[],
      ${arrayLiteral(fires.map((one) => one.contact.id))}::uuid[],
      ${arrayLiteral(fires.map((one) => one.watchId))}::bigint[],
      ${arrayLiteral(fires.map((one) => one.at))}::float8[]
    ) as u(lane, id, watch_id, at)
    join contacts c on c.lane = u.lane and c.id = u.id
    order by u.lane, u.id, u.watch_id, u.at
    for key share of c
    on conflict do nothing`;
}
