import type { KeyFact } from '#core/delivery/facts.ts';
import type { Attestation, KeyProof, KeyState } from '#core/keys/life.ts';
import type { Seal } from '#seal/seal.ts';
import type { Sql } from '#store/database.ts';
import { addressHash } from './address-hash.ts';
import type { CheckedKey } from './checked.ts';
import type { KeyOwner } from './hold.ts';

export interface Standing {
  source: KeyFact['source'];
  state: Extract<KeyState, 'pending' | 'waiting' | 'enrolled' | 'discovered'>;
  proof: KeyProof | null;
  attestation: Attestation | null;
  by: string;
  at: Date;
}

/** Writes a key in the state it was judged to have; the same key held already is taken up anew. @returns its row's id. */
export async function putKey(
  sql: Sql,
  seal: Seal,
  owner: KeyOwner & { email: string },
  key: CheckedKey,
  { source, state, proof, attestation, by, at }: Standing,
): Promise<string> {
  const sealed = seal.sealFor(owner, 'recipient-key', key.material);
  const address = addressHash(seal, owner.email);
  const verified = state === 'pending' ? null : at.toISOString();
  const [row] = await sql<{ id: string }[]>`
    insert into recipient_keys
      (lane, contact_id, kind, fingerprint, source, state, proof, attestation, sealed, address, expires_at, problem,
        found_at, verified_at, by)
    values (${owner.lane}, ${owner.id}, ${key.kind}, ${key.fingerprint}, ${source}, ${state}, ${proof}, ${attestation},
      ${sealed}, ${address}, ${key.expiresAt?.toISOString() ?? null}, null, ${at.toISOString()}, ${verified}, ${by})
    on conflict (lane, contact_id, kind, fingerprint) do update
      set source = excluded.source, state = excluded.state, proof = excluded.proof, attestation = excluded.attestation,
        sealed = excluded.sealed, address = excluded.address, expires_at = excluded.expires_at, problem = null,
        found_at = excluded.found_at, verified_at = excluded.verified_at, by = excluded.by
    returning id`;
  return row!.id;
}

/** Keeps what a newer copy of a key held already says: a later end, a further subkey. Where it stands does not change. */
export async function refreshKey(
  sql: Sql,
  seal: Seal,
  owner: KeyOwner,
  key: CheckedKey,
  at: Date,
): Promise<string | null> {
  const sealed = seal.sealFor(owner, 'recipient-key', key.material);
  const [row] = await sql<{ id: string }[]>`
    update recipient_keys set sealed = ${sealed}, expires_at = ${key.expiresAt?.toISOString() ?? null},
      verified_at = case when source = 'enrolled' then verified_at else ${at.toISOString()} end
    where lane = ${owner.lane} and contact_id = ${owner.id} and kind = ${key.kind} and fingerprint = ${key.fingerprint}
    returning id`;
  return row?.id ?? null;
}
