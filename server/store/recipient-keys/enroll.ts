import { type Attestation, type KeyState, placeUploaded } from '#core/keys/life.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { atomically } from '#store/atomically.ts';
import { refuseKey } from './checked.ts';
import { retire } from './end.ts';
import { holdKeys } from './hold.ts';
import { makeRoom } from './make-room.ts';
import { putKey, refreshKey } from './put.ts';
import { readKey } from './read-key.ts';

export interface EnrolledKey {
  id: string;
  kind: 'pgp' | 'smime';
  fingerprint: string;
  /**
   * `usable`; `unconfirmed`: it would replace an enrolled key, and waits for confirmation; `pending`: possession is yet to
   * be proven.
   */
  status: 'usable' | 'unconfirmed' | 'pending';
}

export interface KeyDeps {
  db: { sql: Sql };
  seal: Seal;
  now(): Promise<number>;
}

const STATUS = { enrolled: 'usable', waiting: 'unconfirmed', pending: 'pending' } as const;

/**
 * Takes a contact's own PGP public key (armored or binary) or S/MIME certificate (PEM, DER, PKCS#7). Staff and systems
 * that know it to be the recipient's attest it, and say from where; else it is pending until possession is proven. A
 * key that would replace an enrolled one waits until `confirmed`, which retires the old one: a swapped key is how mail
 * is stolen.
 * @throws Failure KEY_UNUSABLE with the reason; NOT_FOUND.
 */
export async function enrollKey(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  given: { material: string | Uint8Array; attested: Attestation | null; confirmed?: boolean; by: string },
): Promise<EnrolledKey> {
  const { db, seal } = deps;
  const { material, attested, confirmed = false, by } = given;
  const at = new Date(await deps.now());
  return atomically(db.sql, async (sql) => {
    const owner = await holdKeys(sql, seal, contact);
    if (owner.email === null) throw refuseKey('no-address');
    const key = await readKey(material, owner.email, at);
    const proof = attested ? 'attested' : null;
    const place = placeUploaded(owner.held, key, { proof, confirmed });
    const { kind, fingerprint } = key;
    if (place === 'revoked' || place === 'refused-before') throw refuseKey(place, fingerprint);
    if (place === 'known') {
      const id = await refreshKey(sql, seal, owner, key, at);
      const now: KeyState = owner.held.find((one) => one.id === id)?.state ?? 'pending';
      return { id: id!, kind, fingerprint, status: now === 'enrolled' ? 'usable' : 'unconfirmed' };
    }
    if (place === 'discovered') throw new Error('A key that was handed over was judged as one that was found.');
    await makeRoom(sql, owner, key);
    if (place === 'enrolled') await retire(sql, owner, { ...key, by });
    const standing = { source: 'enrolled', state: place, proof, attestation: attested, by, at } as const;
    const id = await putKey(sql, seal, { ...owner, email: owner.email }, key, standing);
    return { id, kind, fingerprint, status: STATUS[place] };
  });
}
