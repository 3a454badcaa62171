import type { Services } from '#api/services.ts';
import { appendAudit } from '#store/audit/append.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { ensureList } from '#store/lists/create.ts';
import { addMembers } from '#store/lists/members.ts';
import { ormWithin } from '#store/orm-within.ts';
import { transact } from '#store/transact.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import type { Person } from './people.ts';

/** A person and the contact they became. */
export interface SeededContact extends Person {
  lane: number;
  id: string;
}

const BATCH = 1000;

/** Upserts the people by their external id, so that doing it again changes nothing, and puts all on one list. */
export async function seedContacts(services: Services, people: readonly Person[]): Promise<SeededContact[]> {
  const { db, seal, newId } = services;
  const vocabulary = await loadVocabulary(db.sql);
  const listId = await ensureList(db.orm, { id: newId(), name: 'Members 2026' });
  const seeded: SeededContact[] = [];
  for (let at = 0; at < people.length; at += BATCH) {
    const batch = people.slice(at, at + BATCH);
    const results = await upsertContacts({ sql: db.sql, seal, newId }, batch, {
      listId,
      vocabulary,
      also: (tx, done) =>
        appendAudit(ormWithin(tx), {
          actor: 'system',
          action: 'contact.upsert',
          subject: 'contacts',
          details: { contacts: done.length, list: 'Members 2026' },
        }),
    });
    for (const [index, result] of results.entries()) {
      const person = batch[index];
      if (result.outcome === 'rejected' || !person)
        throw new Error(`A synthetic contact does not fit: ${result.outcome === 'rejected' ? result.reason : ''}`);
      seeded.push({ ...person, lane: result.lane, id: result.id });
    }
  }
  return seeded;
}

/** Puts people on a list, made if need be; who is on it already stays. */
export async function seedList(services: Services, name: string, members: readonly SeededContact[]): Promise<void> {
  await transact(services.db, async (tx) => {
    const id = await ensureList(tx.orm, { id: services.newId(), name });
    const ids = members.map((one) => one.id);
    const added = await addMembers(tx.sql, id, ids);
    const details = { name, added };
    await appendAudit(tx.orm, { actor: 'system', action: 'list.add-members', subject: `list:${id}`, details });
  });
}
