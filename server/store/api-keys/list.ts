import { desc } from 'drizzle-orm';
import { apiKeys } from '#db/schema/api-keys.ts';
import type { Orm } from '#store/database.ts';

/** Every REST key, newest first, revoked ones too; never the key itself. */
export async function listApiKeys(orm: Orm) {
  const { id, name, scopes, createdAt, lastUsedAt, revokedAt } = apiKeys;
  return orm.select({ id, name, scopes, createdAt, lastUsedAt, revokedAt }).from(apiKeys).orderBy(desc(createdAt));
}
