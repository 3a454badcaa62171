import { Failure } from '#core/failure.ts';
import type { Attestation } from '#core/keys/life.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { refuseKey } from './checked.ts';
import { heldKey, retire } from './end.ts';
import type { KeyDeps } from './enroll.ts';
import { type KeyOwner, holdKeys } from './hold.ts';
import { openKey } from './open-key.ts';
import { readKey } from './read-key.ts';

/**
 * A replacement that waits takes the old key's place. Its fitness is looked at once more, for it may have waited long.
 * @param attested where whoever confirms knows it from; needed for a key that was found, for nobody has proven to hold it.
 * @throws Failure NOT_FOUND, KEY_STATE, KEY_UNUSABLE, INVALID_INPUT.
 */
export async function confirmKey(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  keyId: string,
  { attested, by }: { attested: Attestation | null; by: string },
): Promise<{ fingerprint: string }> {
  return atomically(deps.db.sql, async (sql) => {
    const owner = await holdKeys(sql, deps.seal, contact);
    return takePlace(deps, sql, owner, keyId, { attested, by });
  });
}

/** `confirmKey` within a transaction that already holds the contact's keys. */
export async function takePlace(
  deps: KeyDeps,
  sql: Sql,
  owner: KeyOwner,
  keyId: string,
  { attested, by }: { attested: Attestation | null; by: string },
): Promise<{ fingerprint: string }> {
  const key = heldKey(owner, keyId);
  if (key.state !== 'waiting') throw new Failure('KEY_STATE', { key: keyId, state: key.state });
  if (owner.email === null) throw refuseKey('no-address');
  const at = new Date(await deps.now());
  await readKey(await openKey(deps, sql, owner, keyId), owner.email, at);
  if (key.source !== 'enrolled' && attested === null)
    throw new Failure('INVALID_INPUT', { field: 'attested' }, 'Say how you know that this key is the recipient’s.');
  await retire(sql, owner, { ...key, by });
  const found = key.source !== 'enrolled';
  await sql`
    update recipient_keys set state = 'enrolled', source = 'enrolled', by = ${by}, verified_at = ${at.toISOString()},
      proof = case when ${found} then 'attested' else proof end,
      attestation = case when ${found} then ${attested} else attestation end
    where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${keyId}`;
  await sql`
    delete from key_challenges where lane = ${owner.lane} and contact_id = ${owner.id} and key_id = ${keyId}`;
  return { fingerprint: key.fingerprint };
}
