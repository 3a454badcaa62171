import type { Sql } from '#store/database.ts';

/** Sealing to a key failed: it is not used again until it is enrolled anew. One that ended meanwhile stays as it is. */
export async function markKeyUnusable(
  sql: Sql,
  contact: { lane: number; id: string },
  fingerprint: string,
  problem: 'sealing-failed',
): Promise<void> {
  await sql`
    update recipient_keys set state = 'unusable', problem = ${problem}
    where lane = ${contact.lane} and contact_id = ${contact.id} and fingerprint = ${fingerprint}
      and state in ('enrolled', 'discovered')`;
}
