import { Failure } from '#core/failure.ts';
import type { KeyState } from '#core/keys/life.ts';
import type { KeyEnding } from '#core/keys/problems.ts';
import type { Sql } from '#store/database.ts';
import type { KeyOwner } from './hold.ts';

interface ContactRef {
  lane: number;
  id: string;
}

/** The recipient's other keys of this kind give way to one that takes their place. */
export async function retire(
  sql: Sql,
  owner: ContactRef,
  { kind, fingerprint, by }: { kind: 'pgp' | 'smime'; fingerprint: string; by: string },
): Promise<void> {
  await sql`
    update recipient_keys set state = 'superseded', by = ${by}, problem = ${unlessRevoked(sql, 'replaced')}
    where lane = ${owner.lane} and contact_id = ${owner.id} and kind = ${kind} and fingerprint <> ${fingerprint}
      and source = 'enrolled' and state in ('enrolled', 'waiting', 'unusable', 'expired', 'revoked')`;
}

/** That its owner revoked it is remembered whatever else becomes of it. */
function unlessRevoked(sql: Sql, ending: KeyEnding) {
  return sql`case when problem = 'revoked' then problem else ${ending} end`;
}

const ENDED: Record<KeyEnding, KeyState> = {
  expired: 'expired',
  revoked: 'revoked',
  'sealing-failed': 'unusable',
  'other-address': 'unusable',
  // Not gone: whoever only reads the mailbox could say so, and mail must not go out less protected for it.
  'reported-lost': 'revoked',
  withdrawn: 'superseded',
  replaced: 'superseded',
  removed: 'superseded',
  refused: 'superseded',
  cancelled: 'superseded',
};

/** Ends one key. @throws Failure NOT_FOUND, KEY_STATE when it is not in one of the states it may be ended from. */
export async function endKey(
  sql: Sql,
  owner: KeyOwner,
  keyId: string,
  { ending, from, by }: { ending: KeyEnding; from: readonly KeyState[]; by: string },
): Promise<void> {
  const key = heldKey(owner, keyId);
  if (!from.includes(key.state)) throw new Failure('KEY_STATE', { key: keyId, state: key.state });
  await sql`
    update recipient_keys set state = ${ENDED[ending]}, by = ${by}, problem = ${unlessRevoked(sql, ending)}
    where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${keyId}`;
  await sql`
    delete from key_challenges where lane = ${owner.lane} and contact_id = ${owner.id} and key_id = ${keyId}`;
}

/** @throws Failure NOT_FOUND */
export function heldKey(owner: KeyOwner, keyId: string): KeyOwner['held'][number] {
  const key = owner.held.find((one) => one.id === keyId);
  if (!key) throw new Failure('NOT_FOUND', { key: keyId });
  return key;
}
