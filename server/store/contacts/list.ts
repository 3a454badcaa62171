import type { Filter } from '#core/segment/ast.ts';
import { laneOf } from '#core/lane.ts';
import { type AudienceDeps, scanAudience } from '#store/audience/scan.ts';

export interface ContactPage {
  ids: string[];
  /** Give it back to get the next page; null at the end. */
  next: string | null;
  /** How many contacts were looked at for this page; more than `ids` when a rule chose among them. */
  examined: number;
}

/** A rule that matches few must not keep one request looking at everyone. */
const MOST_EXAMINED = 20_000;

/**
 * A page of contacts: everyone, newest first, or those a filter matches (a list, a segment, a rule), by lane and id.
 * A page may be short, even empty, with `next` set, when little matched among what was looked at.
 * @throws Failure SEGMENT_INVALID for a filter that names what does not exist.
 */
export async function listContacts(
  deps: AudienceDeps,
  { filter, after, limit }: { filter?: Filter | undefined; after?: string | undefined; limit: number },
): Promise<ContactPage> {
  if (!filter) return newest(deps, after, limit);
  const start = after ? { lane: laneOf(after), id: after } : null;
  const page: ContactPage = { ids: [], next: null, examined: 0 };
  for await (const round of scanAudience(deps, filter, { after: start, batch: 500 })) {
    page.examined += round.examined;
    for (const { id } of round.matched) {
      page.ids.push(id);
      if (page.ids.length === limit) return { ...page, next: id };
    }
    if (page.examined >= MOST_EXAMINED) return { ...page, next: round.cursor.id };
  }
  return page;
}

async function newest({ db }: AudienceDeps, after: string | undefined, limit: number): Promise<ContactPage> {
  // Ids are made in the order of time.
  const rows = await db.sql<{ id: string }[]>`
    select id from contacts where ${after ?? null}::uuid is null or id < ${after ?? null}::uuid
    order by id desc limit ${limit}`;
  const ids = rows.map((row) => row.id);
  return { ids, next: ids.length === limit ? (ids.at(-1) ?? null) : null, examined: ids.length };
}
