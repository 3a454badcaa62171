import { eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import type { Orm } from '#store/database.ts';

/** Ends a REST key for good; the next request with it is refused. @throws Failure NOT_FOUND. */
export async function revokeApiKey(orm: Orm, id: string): Promise<void> {
  const revoked = await orm
    .update(apiKeys)
    .set({ revokedAt: sql`coalesce(${apiKeys.revokedAt}, now())` })
    .where(eq(apiKeys.id, id))
    .returning({ id: apiKeys.id });
  if (revoked.length === 0) throw new Failure('NOT_FOUND', { key: id });
}
