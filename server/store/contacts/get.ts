import { and, eq, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { laneOf } from '#core/lane.ts';
import { contacts } from '#db/schema/contacts.ts';
import type { Seal } from '#seal/seal.ts';
import type { Orm } from '#store/database.ts';
import { type ContactValues, openValues } from './open.ts';

/** A contact in the clear. Who receives it decides what of it may leave (masked, or revealed and audited). */
export interface Contact {
  id: string;
  lane: number;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
  values: ContactValues;
}

/** @throws Failure NOT_FOUND when there is none, or there is no more. */
export async function getContact(orm: Orm, seal: Seal, id: string): Promise<Contact> {
  const [row] = await orm
    .select()
    .from(contacts)
    .where(and(eq(contacts.lane, laneOf(id)), eq(contacts.id, id)));
  if (!row) throw new Failure('NOT_FOUND', { contact: id });
  return { ...pick(row), values: openValues(seal, row) };
}

/** Several contacts at once, in the order asked for; ones that are gone are left out. */
export async function getContacts(orm: Orm, seal: Seal, ids: readonly string[]): Promise<Contact[]> {
  if (ids.length === 0) return [];
  const lanes = sql.join(
    ids.map((id) => sql`(${laneOf(id)}::smallint, ${id}::uuid)`),
    sql`, `,
  );
  const rows = await orm
    .select()
    .from(contacts)
    .where(sql`(${contacts.lane}, ${contacts.id}) in (${lanes})`);
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    return row ? [{ ...pick(row), values: openValues(seal, row) }] : [];
  });
}

function pick(row: typeof contacts.$inferSelect): Omit<Contact, 'values'> {
  const { id, lane, revision, createdAt, updatedAt } = row;
  return { id, lane, revision, createdAt, updatedAt };
}
