import { type KeyKind, keyKinds, normalizeKey } from '#core/contact/normalize.ts';
import { type ReadOptions, readValue } from '#core/contact/value.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import type { ContactValues } from './open.ts';

/** One contact as given. An attribute that is absent stays as it is; null clears it. */
export interface ContactInput {
  attributes: Readonly<Record<string, unknown>>;
  externalId?: string | undefined;
}

/** A row that was not taken: which field, and what would have been right. Never the value. */
export interface Rejection {
  outcome: 'rejected';
  field: string;
  reason: string;
}

export type Hashes = Partial<Record<KeyKind, string>>;

export interface PreparedRow {
  values: ContactValues;
  /** Blind-index hashes (hexadecimal) of the keys this row carries. */
  hashes: Hashes;
}

/** Checks a row against the attribute definitions and hashes its keys. Touches no database. */
export function prepareRow(
  seal: Seal,
  vocabulary: Vocabulary,
  input: ContactInput,
  options: ReadOptions = {},
): PreparedRow | Rejection {
  const values: ContactValues = {};
  for (const [key, raw] of Object.entries(input.attributes)) {
    const definition = vocabulary.attributes.get(key);
    if (!definition) return reject(key, `There is no attribute ${key.slice(0, 63)}.`);
    const read = readValue(definition, raw, options);
    if (!read.ok) return reject(key, `${definition.label} must be ${read.expected}.`);
    values[key] = read.value;
  }
  if (input.externalId !== undefined) values['external_id'] = input.externalId.trim() || null;
  return { values, hashes: hashesOf(seal, values) };
}

/** The blind-index hashes of a contact's keys, in hexadecimal. */
export function hashesOf(seal: Seal, values: ContactValues): Hashes {
  const hashes: Hashes = {};
  for (const kind of keyKinds) {
    if (values[kind] === undefined) continue;
    const normal = normalizeKey(kind, values[kind]);
    if (normal !== null) hashes[kind] = Buffer.from(seal.lookup(kind, normal)).toString('hex');
  }
  return hashes;
}

export function reject(field: string, reason: string): Rejection {
  return { outcome: 'rejected', field, reason };
}
