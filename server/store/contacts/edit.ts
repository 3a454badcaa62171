import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import type { Sql } from '#store/database.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { findOwners, lockContacts } from './find-owners.ts';
import { prepareRow } from './prepare-rows.ts';
import { resolveInto } from './resolve.ts';
import type { ContactDeps } from './upsert.ts';
import { writeContacts } from './write.ts';

export interface ContactEdit {
  id: string;
  /** The revision the editor was looking at. */
  revision: number;
  /** Only the attributes that change; null clears one. */
  attributes: Readonly<Record<string, unknown>>;
  sharedAddress?: 'refuse' | 'allow' | undefined;
}

/**
 * Changes a contact, if nobody changed it since. Runs in the caller's transaction.
 * @returns the keys that changed and the new revision.
 * @throws Failure NOT_FOUND, REVISION_CONFLICT, ATTRIBUTE_INVALID (naming the field), CONTACT_CONFLICT.
 */
export async function editContact(
  tx: Sql,
  deps: Omit<ContactDeps, 'sql'>,
  edit: ContactEdit,
): Promise<{ revision: number; changed: string[] }> {
  const ref = { lane: laneOf(edit.id), id: edit.id };
  const vocabulary = await loadVocabulary(tx);
  const row = prepareRow(deps.seal, vocabulary, { attributes: edit.attributes });
  if ('outcome' in row) throw new Failure('ATTRIBUTE_INVALID', { attribute: row.field }, row.reason);
  const target = await lockContacts(tx, deps.seal, [ref]);
  const [now] = await tx<{ revision: number }[]>`
    select revision from contacts where lane = ${ref.lane} and id = ${ref.id}`;
  if (!now) throw new Failure('NOT_FOUND', { contact: edit.id });
  if (now.revision !== edit.revision)
    throw new Failure('REVISION_CONFLICT', { contact: edit.id, yours: edit.revision, theirs: now.revision });
  const found = await findOwners(tx, deps.seal, [row.hashes]);
  const done = resolveInto(
    {
      seal: deps.seal,
      newId: deps.newId,
      byKey: found.byKey,
      owners: new Map([...found.owners, ...target]),
      working: new Map(),
      sharedAddress: edit.sharedAddress ?? 'refuse',
      existing: 'update',
    },
    edit.id,
    row,
  );
  if ('outcome' in done) throw new Failure('CONTACT_CONFLICT', { attribute: done.field }, done.reason);
  if (done.changed.size > 0) await writeContacts(tx, deps.seal, [done], deps.by);
  return { revision: now.revision + (done.changed.size > 0 ? 1 : 0), changed: [...done.changed].sort() };
}
