import type { Scope } from '#core/scopes.ts';
import type { Seal } from '#seal/seal.ts';
import { apiKeys } from '#db/schema/api-keys.ts';
import { hashApiKey } from '#store/api-keys/find.ts';
import type { Orm } from '#store/database.ts';

/** Makes a REST key of `secret`, of which only a keyed hash is kept. */
export async function createApiKey(
  orm: Orm,
  seal: Seal,
  { secret, ...key }: { id: string; name: string; scopes: readonly Scope[]; secret: string },
): Promise<void> {
  await orm.insert(apiKeys).values({ ...key, scopes: [...key.scopes], hash: hashApiKey(seal, secret) });
}
