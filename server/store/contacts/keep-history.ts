import type { ContactKey, Seal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { bytesLiteral } from '#store/bytes.ts';
import type { Sql } from '#store/database.ts';
import type { ContactValues } from './open.ts';

/** Who changed a contact and how, for the record. */
export interface ChangedBy {
  /** `user:ID`, `key:ID`, `journey:ID` or `system`. */
  actor: string;
  /** `edit`, `api`, `import:ID`, `step:ID` … */
  source: string;
}

/** A contact about to be written: what its attributes were, and which of them change. */
export interface Changing {
  lane: number;
  key: ContactKey;
  was: ContactValues;
  changed: ReadonlySet<string>;
  /** Where it is not the same for all. */
  by?: ChangedBy | undefined;
}

export const HISTORY = 'history';
const SYSTEM: ChangedBy = { actor: 'system', source: 'system' };

/**
 * Keeps what contacts' attributes were, in the transaction that changes them and before it does: one set insert, the
 * former values of the changed attributes only, each under its contact's key. New contacts have no former values.
 */
export async function keepHistory(tx: Sql, seal: Seal, contacts: readonly Changing[], by = SYSTEM): Promise<void> {
  if (contacts.length === 0) return;
  await tx`
    insert into contact_history (lane, contact_id, revision, at, keys, sealed, actor, source)
    select c.lane, c.id, c.revision, stepwell_now(), string_to_array(w.keys, ','), w.sealed, w.actor, w.source
    from unnest(
      ${arrayLiteral(contacts.map((one) => one.lane))}::smallint[], ${arrayLiteral(contacts.map((one) => one.key.id))}::uuid[],
      ${arrayLiteral(contacts.map((one) => [...one.changed].join(',')))}::text[],
      ${bytesLiteral(contacts.map((one) => sealFormer(seal, one)))}::bytea[],
      ${arrayLiteral(contacts.map((one) => (one.by ?? by).actor))}::text[],
      ${arrayLiteral(contacts.map((one) => (one.by ?? by).source))}::text[]
    ) as w(lane, id, keys, sealed, actor, source)
    join contacts c on c.lane = w.lane and c.id = w.id`;
}

function sealFormer(seal: Seal, { key, was, changed }: Changing): Uint8Array {
  const former = Object.fromEntries([...changed].map((name) => [name, was[name] ?? null]));
  return seal.sealFor(key, HISTORY, Buffer.from(JSON.stringify(former)));
}
