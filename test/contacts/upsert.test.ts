import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { reveal } from '#core/phi.ts';
import { openContact } from '#store/contacts/open.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { createList } from '#store/lists/create.ts';
import { testDatabase } from '#test/support/database.ts';
import { contactDeps } from './support.ts';

const database = await testDatabase();
const deps = await contactDeps(database);
const { sql, seal } = deps;

const rejected = (field: string) => expect.objectContaining({ outcome: 'rejected', field });

async function read(id: string): Promise<Record<string, unknown>> {
  const [row] = await sql<{ id: string; sealed: Uint8Array; wrappedKey: Uint8Array; keyVersion: number }[]>`
    select id, sealed, wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts where id = ${id}`;
  return Object.fromEntries(Object.entries(openContact(seal, row!)).map(([key, value]) => [key, reveal(value)]));
}

function idOf(result: Awaited<ReturnType<typeof upsertContacts>>[number] | undefined): string {
  if (!result || result.outcome === 'rejected') throw new Error(`Not taken: ${JSON.stringify(result)}`);
  return result.id;
}

describe('upserting contacts', () => {
  it('leaves nothing readable in the rows it writes', async () => {
    const [made] = await upsertContacts(deps, [
      { attributes: { email: 'canary.person@clearlake.example', first_name: 'Canarybird', mrn: 'CANARY-77' } },
    ]);
    const [row] = await sql<{ dump: string }[]>`
      select (select c::text from contacts c where id = ${idOf(made)}) ||
        (select string_agg(k::text, '') from contact_keys k where contact_id = ${idOf(made)}) as dump`;
    const dump = row!.dump + Buffer.from(row!.dump.replace(/[^0-9a-f]/g, ''), 'hex').toString('latin1');
    expect(dump).not.toMatch(/canary/i);
  });

  it('updates by address whatever its case, keeps what is not named, clears what is null', async () => {
    const [first] = await upsertContacts(deps, [
      {
        attributes: { email: 'Ana.Lee@Clearlake.Example', first_name: 'Ana', plan: 'gold', phone: '+1 (555) 010-2000' },
      },
    ]);
    const [second] = await upsertContacts(deps, [
      { attributes: { email: 'ana.lee@clearlake.example', last_hba1c: '7.2', plan: null } },
    ]);
    const [third] = await upsertContacts(deps, [
      { attributes: { email: 'ana.lee@clearlake.example', last_hba1c: 7.2 } },
    ]);
    expect(first).toMatchObject({ outcome: 'created' });
    expect(second).toMatchObject({ outcome: 'updated', id: idOf(first) });
    expect(third).toMatchObject({ outcome: 'unchanged', id: idOf(first) });
    expect(await read(idOf(first))).toEqual({
      email: 'ana.lee@clearlake.example',
      first_name: 'Ana',
      last_hba1c: 7.2,
      phone: '+1 (555) 010-2000',
    });
  });

  it('names the field of a value that does not fit and never quotes the value', async () => {
    const results = await upsertContacts(deps, [
      { attributes: { email: 'not an address' } },
      { attributes: { email: 'a@b.example', renewal_date: '2026-02-30' } },
      { attributes: { email: 'a@b.example', plan: 'Platinum-secret' } },
      { attributes: { email: 'a@b.example', last_hba1c: '7,2' } },
      { attributes: { email: 'a@b.example', shoe_size: '44' } },
      { attributes: { first_name: 'Nobody' } },
      { attributes: { email: 'good.row@b.example' } },
    ]);
    expect(results).toEqual([
      rejected('email'),
      rejected('renewal_date'),
      rejected('plan'),
      rejected('last_hba1c'),
      rejected('shoe_size'),
      rejected('email'),
      expect.objectContaining({ outcome: 'created' }),
    ]);
    expect(JSON.stringify(results.slice(0, -1))).not.toMatch(/not an address|02-30|Platinum|7,2|44/);
  });

  it('refuses an address another contact has, unless sharing is allowed and an external id tells them apart', async () => {
    const email = 'family@clearlake.example';
    const [parent] = await upsertContacts(deps, [{ attributes: { email }, externalId: 'F-1' }]);
    const child = { attributes: { email, first_name: 'Kim' }, externalId: 'F-2' };
    expect(await upsertContacts(deps, [child])).toEqual([rejected('email')]);
    const [shared] = await upsertContacts(deps, [child], { sharedAddress: 'allow' });
    expect(idOf(shared)).not.toBe(idOf(parent));
    expect(await upsertContacts(deps, [{ attributes: { email } }])).toEqual([rejected('external_id')]);
    const [again] = await upsertContacts(deps, [{ attributes: { email, last_name: 'Oh' }, externalId: 'F-2' }]);
    expect(again).toMatchObject({ outcome: 'updated', id: idOf(shared) });
  });

  it('gives a contact known only by address the external id that comes later, and moves keys with a new address', async () => {
    const [first] = await upsertContacts(deps, [{ attributes: { email: 'old@clearlake.example' } }]);
    const [known] = await upsertContacts(deps, [{ attributes: { email: 'old@clearlake.example' }, externalId: 'X-9' }]);
    const [moved] = await upsertContacts(deps, [{ attributes: { email: 'new@clearlake.example' }, externalId: 'X-9' }]);
    expect([idOf(known), idOf(moved)]).toEqual([idOf(first), idOf(first)]);
    const [other] = await upsertContacts(deps, [{ attributes: { email: 'old@clearlake.example' } }]);
    expect(other).toMatchObject({ outcome: 'created' });
  });

  it('keeps one medical record number to one contact', async () => {
    await upsertContacts(deps, [{ attributes: { email: 'm1@clearlake.example', mrn: 'MR 100-1' } }]);
    const results = await upsertContacts(deps, [{ attributes: { email: 'm2@clearlake.example', mrn: 'mr1001' } }]);
    expect(results).toEqual([rejected('mrn')]);
  });

  it('sees rows of the same batch, and joins the list once', async () => {
    const listId = await createList(database.orm, { id: randomUUID(), name: 'Twice' });
    const row = { attributes: { email: 'twice@clearlake.example' } };
    const results = await upsertContacts(deps, [row, row], { listId });
    expect(idOf(results[0])).toBe(idOf(results[1]));
    const [count] = await sql<{ n: number }[]>`select count(*)::int as n from list_members where list_id = ${listId}`;
    expect(count!.n).toBe(1);
  });

  it('makes one contact per address when many writers bring the same rows at once', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => ({ attributes: { email: `race${i}@clearlake.example` } }));
    const runs = await Promise.all([
      upsertContacts(deps, rows),
      upsertContacts(deps, rows.toReversed()),
      upsertContacts(deps, rows.slice(50)),
    ]);
    const ids = new Set(runs.flat().map(idOf));
    expect(ids.size).toBe(200);
  });

  it('undoes the rows when what runs beside them fails', async () => {
    const row = { attributes: { email: 'undone@clearlake.example' } };
    const failing = upsertContacts(deps, [row], {
      also: async () => {
        throw new Error('progress could not be written');
      },
    });
    await expect(failing).rejects.toThrow('progress');
    expect((await upsertContacts(deps, [row]))[0]).toMatchObject({ outcome: 'created' });
  });
});
