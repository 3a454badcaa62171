import type { KeyFact } from '#core/delivery/facts.ts';
import { Failure } from '#core/failure.ts';
import { displaced, placeFound } from '#core/keys/life.ts';
import { atomically } from '#store/atomically.ts';
import type { KeyDeps } from './enroll.ts';
import { holdKeys } from './hold.ts';
import { putKey, refreshKey } from './put.ts';
import { readKey } from './read-key.ts';

/** What came of a key that was found. `revoked`: one that is held is revoked, says its newer copy. */
export type FoundOutcome =
  | { outcome: 'discovered' | 'waiting' | 'known' | 'revoked'; id: string; fingerprint: string }
  | { outcome: 'refused'; problem: string };

/**
 * Takes a key that was found for a contact: judged as an uploaded one is, used at once while nothing is enrolled, and
 * held for confirmation otherwise. A revocation counts from wherever it comes: only the key's owner can have signed it.
 */
export async function keepFoundKey(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  { source, material }: { source: Exclude<KeyFact['source'], 'enrolled'>; material: Uint8Array },
): Promise<FoundOutcome> {
  const { db, seal } = deps;
  const at = new Date(await deps.now());
  return atomically(db.sql, async (sql): Promise<FoundOutcome> => {
    const owner = await holdKeys(sql, seal, contact);
    if (owner.email === null) return { outcome: 'refused', problem: 'no-address' };
    const key = await readKey(material, owner.email, at).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'KEY_UNUSABLE') return error;
      throw error;
    });
    if (key instanceof Failure) {
      const { problem, fingerprint } = key.details;
      const held = owner.held.find((one) => one.fingerprint === fingerprint);
      if (problem !== 'revoked' || !held || held.problem === 'revoked')
        return { outcome: 'refused', problem: String(problem) };
      await sql`
        update recipient_keys set state = 'revoked', problem = 'revoked', by = 'system'
        where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${held.id}`;
      return { outcome: 'revoked', id: held.id, fingerprint: held.fingerprint };
    }
    const place = placeFound(owner.held, { ...key, source });
    if (place === 'known') {
      const id = await refreshKey(sql, seal, owner, key, at);
      return { outcome: 'known', id: id ?? '', fingerprint: key.fingerprint };
    }
    if (place !== 'discovered' && place !== 'waiting') return { outcome: 'refused', problem: place };
    for (const { id } of place === 'discovered' ? displaced(owner.held, { ...key, source }) : []) {
      await sql`
        update recipient_keys set state = 'superseded', problem = 'replaced', by = 'system'
        where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${id}`;
    }
    const standing = { source, state: place, proof: null, attestation: null, by: 'system', at } as const;
    const id = await putKey(sql, seal, { ...owner, email: owner.email }, key, standing);
    return { outcome: place, id, fingerprint: key.fingerprint };
  });
}
