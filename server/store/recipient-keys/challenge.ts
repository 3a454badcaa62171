import { timingSafeEqual } from 'node:crypto';
import { Failure } from '#core/failure.ts';
import { placeUploaded } from '#core/keys/life.ts';
import { atomically } from '#store/atomically.ts';
import type { Sql } from '#store/database.ts';
import { countMail } from './choice.ts';
import { takePlace } from './confirm.ts';
import { endKey, heldKey, retire } from './end.ts';
import type { KeyDeps } from './enroll.ts';
import { type KeyOwner, holdKeys } from './hold.ts';
import { openKey } from './open-key.ts';

/**
 * What a code is for. `prove`: this new key is mine; `replace`: I hold the old key, and this one may take its place;
 * `remove`: I hold this key, and do not want it used.
 */
export type ChallengePurpose = 'prove' | 'replace' | 'remove';

export const CHALLENGE_MINUTES = 60;
const MOST_WRONG = 5;

/** What is to be mailed: a code, and the key it is sealed to. */
export interface Challenge {
  purpose: ChallengePurpose;
  code: string;
  kind: 'pgp' | 'smime';
  fingerprint: string;
  material: Uint8Array;
  /** Fingerprint of the key it is about; for `replace` the new one, while it is sealed to the old. */
  about: string;
}

/**
 * Makes a code for a key and purpose; the one before stops working.
 * @returns `too-many` after several mails in an hour.
 * @throws Failure NOT_FOUND, KEY_STATE when the key is not in the state for it, or there is no usable old key.
 */
export async function makeChallenge(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  { keyId, purpose, code }: { keyId: string; purpose: ChallengePurpose; code: string },
): Promise<'made' | 'too-many'> {
  return atomically(deps.db.sql, async (sql) => {
    const owner = await holdKeys(sql, deps.seal, contact);
    sealedTo(owner, keyId, purpose);
    if (!(await countMail(sql, contact))) return 'too-many';
    const sealed = deps.seal.sealFor(owner, 'key-challenge', Buffer.from(code));
    await sql`
      insert into key_challenges (lane, contact_id, key_id, purpose, sealed, wrong, expires_at)
      values (${contact.lane}, ${contact.id}, ${keyId}, ${purpose}, ${sealed}, 0,
        stepwell_now() + ${CHALLENGE_MINUTES} * interval '1 minute')
      on conflict (lane, contact_id, key_id, purpose) do update
        set sealed = excluded.sealed, wrong = 0, expires_at = excluded.expires_at`;
    return 'made';
  });
}

/** The challenge under way, to be sealed and mailed; null when there is none, or the key is not in the state for it now. */
export async function readChallenge(
  deps: Pick<KeyDeps, 'db' | 'seal'>,
  contact: { lane: number; id: string },
  { keyId, purpose }: { keyId: string; purpose: ChallengePurpose },
): Promise<Challenge | null> {
  return atomically(deps.db.sql, async (sql) => {
    const owner = await holdKeys(sql, deps.seal, contact);
    const row = await live(sql, contact, keyId, purpose);
    if (!row) return null;
    try {
      const to = sealedTo(owner, keyId, purpose);
      return {
        purpose,
        code: codeOf(deps, owner, row.sealed),
        kind: to.kind,
        fingerprint: to.fingerprint,
        material: await openKey(deps, sql, owner, to.id),
        about: heldKey(owner, keyId).fingerprint,
      };
    } catch (error) {
      if (error instanceof Failure) return null;
      throw error;
    }
  });
}

/** How a code that was entered was taken. `used-up`: too many wrong ones, and it is void. */
export type Entered = 'enrolled' | 'waiting' | 'replaced' | 'removed' | 'wrong' | 'used-up' | 'none';

/** Tries a code; a right one does what it was asked for, once. */
export async function enterChallenge(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  { keyId, purpose, code }: { keyId: string; purpose: ChallengePurpose; code: string },
): Promise<Entered> {
  return atomically(deps.db.sql, async (sql) => {
    const owner = await holdKeys(sql, deps.seal, contact);
    const row = await live(sql, contact, keyId, purpose);
    if (!row) return 'none';
    if (!same(codeOf(deps, owner, row.sealed), code)) {
      const spent = row.wrong + 1 >= MOST_WRONG;
      await sql`
        update key_challenges set wrong = wrong + 1, expires_at = case when ${spent} then stepwell_now() - interval '1 second' else expires_at end
        where lane = ${contact.lane} and contact_id = ${contact.id} and key_id = ${keyId} and purpose = ${purpose}`;
      return spent ? 'used-up' : 'wrong';
    }
    await sql`
      delete from key_challenges
      where lane = ${contact.lane} and contact_id = ${contact.id} and key_id = ${keyId} and purpose = ${purpose}`;
    sealedTo(owner, keyId, purpose);
    const by = `recipient:${contact.id}`;
    if (purpose === 'replace') {
      await takePlace(deps, sql, owner, keyId, { attested: 'old-key', by });
      return 'replaced';
    }
    if (purpose === 'remove') {
      await endKey(sql, owner, keyId, { ending: 'removed', from: ['enrolled'], by });
      return 'removed';
    }
    return prove(deps, sql, owner, keyId, by);
  });
}

async function prove(deps: KeyDeps, sql: Sql, owner: KeyOwner, keyId: string, by: string) {
  const key = heldKey(owner, keyId);
  const place = placeUploaded(owner.held, key, { proof: 'possession', confirmed: false });
  if (place !== 'enrolled' && place !== 'waiting') throw new Failure('KEY_STATE', { key: keyId, state: key.state });
  if (place === 'enrolled') await retire(sql, owner, { ...key, by });
  const at = new Date(await deps.now()).toISOString();
  await sql`
    update recipient_keys set state = ${place}, proof = 'possession', verified_at = ${at}, by = ${by}
    where lane = ${owner.lane} and contact_id = ${owner.id} and id = ${keyId}`;
  return place;
}

/** The key a code is sealed to. @throws Failure KEY_STATE when this purpose is not possible now. */
function sealedTo(owner: KeyOwner, keyId: string, purpose: ChallengePurpose): KeyOwner['held'][number] {
  const key = heldKey(owner, keyId);
  const needed = { prove: 'pending', replace: 'waiting', remove: 'enrolled' } as const;
  if (key.state !== needed[purpose]) throw new Failure('KEY_STATE', { key: keyId, state: key.state });
  if (purpose !== 'replace') return key;
  const enrolled = owner.held.filter((one) => one.state === 'enrolled');
  const old = enrolled.find((one) => one.kind === key.kind) ?? enrolled[0];
  if (!old) throw new Failure('KEY_STATE', { key: keyId, state: key.state });
  return old;
}

async function live(sql: Sql, contact: { lane: number; id: string }, keyId: string, purpose: ChallengePurpose) {
  const [row] = await sql<{ sealed: Uint8Array; wrong: number }[]>`
    select sealed, wrong from key_challenges
    where lane = ${contact.lane} and contact_id = ${contact.id} and key_id = ${keyId} and purpose = ${purpose}
      and expires_at > stepwell_now()`;
  return row ?? null;
}

function codeOf({ seal }: Pick<KeyDeps, 'seal'>, owner: KeyOwner, sealed: Uint8Array): string {
  return Buffer.from(seal.openFor(owner, 'key-challenge', sealed)).toString();
}

/** Without its spaces, in constant time. */
function same(code: string, entered: string): boolean {
  const [a, b] = [code, entered].map((one) => Buffer.from(one.replace(/\D/g, '')));
  return a!.length === b!.length && timingSafeEqual(a!, b!);
}
