import { findList } from '#store/lists/find.ts';
import { ormWithin } from '#store/orm-within.ts';
import { type UpsertResult, upsertContacts } from '#store/contacts/upsert.ts';
import type { ContactInput } from '#store/contacts/prepare-rows.ts';
import type { RestContext } from '../route.ts';

/** Upserts in one transaction with its audit entry; the entry names contacts and fields, never values. */
export async function putContacts(
  context: RestContext,
  contacts: readonly ContactInput[],
  list: string | undefined,
): Promise<UpsertResult[]> {
  const { db, seal, newId } = context;
  const listId = list === undefined ? null : await findList(db.orm, list);
  const by = { actor: context.actor, source: 'api' };
  return upsertContacts({ sql: db.sql, seal, newId, by }, contacts, {
    listId,
    also: async (tx, results) => {
      const ids = results.flatMap((one) => (one.outcome === 'rejected' ? [] : [one.id]));
      await context.audit(ormWithin(tx), {
        action: 'contact.upsert',
        subject: ids.length === 1 ? `contact:${ids[0]}` : 'contacts',
        details: {
          ...(ids.length === 1 ? {} : { contacts: ids }),
          fields: fieldsOf(contacts.filter((_, i) => results[i]?.outcome !== 'rejected')),
          rejected: results.length - ids.length,
          ...(list === undefined ? {} : { list }),
        },
      });
    },
  });
}

/** Only of contacts that were taken: those name attributes that exist, the others may name anything. */
function fieldsOf(contacts: readonly ContactInput[]): string[] {
  return [...new Set(contacts.flatMap((one) => Object.keys(one.attributes)))].sort();
}
