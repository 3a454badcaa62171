import { type KeyKind, keyKinds } from '#core/contact/normalize.ts';
import { isMissing } from '#core/segment/attribute-test.ts';
import { laneOf } from '#core/lane.ts';
import type { ContactKey, Seal } from '#seal/seal.ts';
import { type Owner, type OwnersByKey, keyOf } from './find-owners.ts';
import type { ContactValues } from './open.ts';
import { type Hashes, type PreparedRow, type Rejection, hashesOf, reject } from './prepare-rows.ts';

/** A contact as this batch will leave it. */
export interface Working {
  id: string;
  lane: number;
  key: ContactKey;
  isNew: boolean;
  values: ContactValues;
  /** The values before this batch; none of a new contact. */
  was: ContactValues;
  /** Attribute keys whose value this batch changed. */
  changed: Set<string>;
  before: Hashes;
  after: Hashes;
  /** Whether the address it takes was seen to be another contact's too. If not, nobody else may take it meanwhile. */
  sharesAddress: boolean;
}

export interface Resolution {
  seal: Seal;
  newId: () => string;
  owners: ReadonlyMap<string, Owner>;
  byKey: OwnersByKey;
  working: Map<string, Working>;
  sharedAddress: 'refuse' | 'allow';
  /** Whether a row about a contact that exists changes it, fills in what it has no value for, or is rejected. */
  existing: 'update' | 'fill' | 'refuse';
}

/** Thrown when what was read no longer holds; the transaction is tried again from the start. */
export class Stale extends Error {}

/**
 * Decides which contact a row is about and merges it: by external id first, then by address. Rows are taken in
 * order, so a later row of the same batch sees what an earlier one made.
 */
export function resolveRow(state: Resolution, row: PreparedRow): Working | Rejection {
  const { hashes } = row;
  const byExternal = holders(state, 'external_id', hashes.external_id)[0];
  const byEmail = holders(state, 'email', hashes.email);
  if (hashes.external_id === undefined && hashes.email === undefined)
    return reject('email', 'A contact needs an e-mail address or an external id.');
  if (hashes.external_id === undefined && byEmail.length > 1)
    return reject('external_id', 'Several contacts share this e-mail address; give the external id of the one meant.');

  const adopted = byEmail.find((id) => hashes.external_id === undefined || !work(state, id).after.external_id);
  const target = byExternal ?? adopted;
  if (target && state.existing === 'refuse') {
    const field = byExternal ? 'external_id' : 'email';
    return reject(field, `A contact with this ${field === 'email' ? 'e-mail address' : 'external id'} exists already.`);
  }
  return resolveInto(state, target ?? null, row);
}

/** Merges a row into the contact it is known to be about (null makes one), unless another contact has its keys. */
export function resolveInto(state: Resolution, target: string | null, row: PreparedRow): Working | Rejection {
  const { hashes } = row;
  const byExternal = holders(state, 'external_id', hashes.external_id)[0];
  if (byExternal && byExternal !== target)
    return reject('external_id', 'Another contact already has this external id.');
  const byEmail = holders(state, 'email', hashes.email);
  const others = byEmail.filter((id) => id !== target);
  const holdsIt = target !== null && byEmail.includes(target);
  if (others.length > 0 && !holdsIt && state.sharedAddress === 'refuse')
    return reject('email', 'Another contact already has this e-mail address.');
  if (others.length >= 9 && !holdsIt)
    return reject('email', 'Nine contacts share this e-mail address already; no more are allowed.');
  const byMrn = holders(state, 'mrn', hashes.mrn)[0];
  if (byMrn && byMrn !== target) return reject('mrn', 'Another contact already has this medical record number.');

  const contact = target ? work(state, target) : create(state);
  const left = (key: 'email' | 'external_id') => (key in row.values ? row.values[key] : contact.values[key]) ?? null;
  if (left('email') === null && left('external_id') === null)
    return reject('email', 'A contact needs an e-mail address or an external id.');
  merge(state, contact, row);
  return contact;
}

function holders({ byKey }: Resolution, kind: KeyKind, hash: string | undefined): readonly string[] {
  return hash === undefined ? [] : (byKey.get(keyOf(kind, hash)) ?? []);
}

function work(state: Resolution, id: string): Working {
  const existing = state.working.get(id);
  if (existing) return existing;
  const owner = state.owners.get(id);
  if (!owner) throw new Stale('A contact was deleted meanwhile.');
  const before = hashesOf(state.seal, owner.values);
  const made: Working = {
    id,
    lane: owner.lane,
    key: { id, wrappedKey: owner.wrappedKey, keyVersion: owner.keyVersion },
    isNew: false,
    values: { ...owner.values },
    was: owner.values,
    changed: new Set(),
    before,
    after: before,
    sharesAddress: false,
  };
  state.working.set(id, made);
  return made;
}

function create(state: Resolution): Working {
  const id = state.newId();
  const key = state.seal.newContactKey(id);
  const made: Working = {
    id,
    lane: laneOf(id),
    key,
    isNew: true,
    values: {},
    was: {},
    changed: new Set(),
    before: {},
    after: {},
    sharesAddress: false,
  };
  state.working.set(id, made);
  return made;
}

function merge(state: Resolution, contact: Working, { values, hashes }: PreparedRow): void {
  for (const [key, value] of Object.entries(values)) {
    const now = contact.values[key] ?? null;
    if (state.existing === 'fill' && !contact.isNew && !isMissing(now)) continue;
    if (now === value || (Array.isArray(now) && JSON.stringify(now) === JSON.stringify(value))) continue;
    contact.values[key] = value;
    contact.changed.add(key);
  }
  const after = { ...contact.after };
  for (const kind of keyKinds) {
    if (state.existing === 'fill' && !contact.changed.has(kind)) continue;
    // The row's own hashes will do: hashing is most of what a row costs.
    if (!(kind in values)) continue;
    after[kind] = hashes[kind];
    if (after[kind] === contact.after[kind]) continue;
    const [lost, won] = [contact.after[kind], after[kind]];
    if (lost)
      state.byKey.set(
        keyOf(kind, lost),
        holders(state, kind, lost).filter((id) => id !== contact.id),
      );
    if (won && kind === 'email') contact.sharesAddress = holders(state, kind, won).length > 0;
    if (won) state.byKey.set(keyOf(kind, won), [...holders(state, kind, won), contact.id]);
  }
  contact.after = after;
}
