import { and, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { apiKeys } from '#db/schema/api-keys.ts';
import type { Seal } from '#seal/seal.ts';
import type { Orm } from '#store/database.ts';

/** What is kept of a key: a hash under the installation's own key, so a copied table gives nothing to try words on. */
export function hashApiKey(seal: Seal, secret: string): Uint8Array {
  return seal.mac('api-key', secret);
}

/**
 * Whose key this is, or null when it is unknown or revoked. Notes that it was used, at most once a minute.
 */
export async function findApiKey(
  orm: Orm,
  seal: Seal,
  secret: string,
): Promise<{ id: string; name: string; scopes: string[] } | null> {
  const [key] = await orm
    .select({ id: apiKeys.id, name: apiKeys.name, scopes: apiKeys.scopes })
    .from(apiKeys)
    .where(and(eq(apiKeys.hash, hashApiKey(seal, secret)), isNull(apiKeys.revokedAt)));
  if (!key) return null;
  await orm
    .update(apiKeys)
    .set({ lastUsedAt: sql`now()` })
    .where(
      and(
        eq(apiKeys.id, key.id),
        or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, sql`now() - interval '1 minute'`)),
      ),
    );
  return key;
}
