import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { senders } from '#db/schema/senders.ts';
import type { Orm } from '#store/database.ts';

/**
 * Removes a sender identity that no journey names, neither in its draft nor in what is live or people stay on.
 * @throws Failure NOT_FOUND, IN_USE (details: `journeys`, a count).
 */
export async function deleteSender(orm: Orm, id: string): Promise<void> {
  await orm.transaction(async (tx) => {
    const [row] = await tx.delete(senders).where(eq(senders.id, id)).returning({ name: senders.name });
    if (!row) throw new Failure('NOT_FOUND', { sender: id });
    const [used] = await tx.execute<{ n: number }>(sql`
      select count(distinct j.id)::int as n from journeys j
      left join journey_versions v on v.journey_id = j.id and (v.version = j.live_version or v.version + 1 = any(j.pins))
      where jsonb_path_exists(j.draft, '$.**.sender ? (@ == $name)', jsonb_build_object('name', ${row.name}::text))
         or jsonb_path_exists(v.graph, '$.**.sender ? (@ == $name)', jsonb_build_object('name', ${row.name}::text))`);
    if (used && used.n > 0) throw new Failure('IN_USE', { journeys: used.n });
  });
}
