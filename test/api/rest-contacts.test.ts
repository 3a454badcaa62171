import { describe, expect, it } from 'vitest';
import { runImport } from '#store/imports/run.ts';
import { restApp } from './rest-support.ts';

const { services, call } = await restApp();
const { sql } = services.db;

async function audited(action: string): Promise<{ subject: string; actor: string; details: string }[]> {
  return sql`select subject, actor, details::text as details from audit where action = ${action} order by seq`;
}

async function add(email: string, more: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await call('POST', '/contacts', { attributes: { email, ...more } });
  expect(status).toBe(200);
  return String(body['id']);
}

describe('contacts over REST', () => {
  it('are created, found again by e-mail address and changed, never doubled', async () => {
    const id = await add('iris.vale@clearlake.example', { first_name: 'Iris', plan: 'Gold' });
    const again = await call('POST', '/contacts', {
      attributes: { email: 'IRIS.VALE@clearlake.example', plan: 'Silver', first_name: null },
    });
    expect(again.body).toEqual({ id, outcome: 'updated' });
    const { body } = await call('GET', `/contacts/${id}`);
    expect(body['attributes']).toEqual({ email: 'IRIS.VALE@clearlake.example', plan: 'Silver' });
  });

  it('leave an entry for every read and write, with names of fields and no values', async () => {
    const id = await add('lena.marsh@clearlake.example', { conditions: ['Asthma'] });
    await call('GET', `/contacts/${id}`);
    const writes = await audited('contact.upsert');
    expect(writes.at(-1)).toMatchObject({ subject: `contact:${id}` });
    expect(writes.at(-1)?.actor).toMatch(/^key:/);
    expect(writes.at(-1)?.details).toContain('conditions');
    expect(JSON.stringify(await sql`select details from audit`)).not.toMatch(/Asthma|lena\.marsh/);
    expect((await audited('contact.read')).at(-1)).toMatchObject({ subject: `contact:${id}` });
  });

  it('refuse an unknown attribute and a value that does not fit, naming the field only', async () => {
    const answer = await call('POST', '/contacts', {
      attributes: { email: 'odd.one@clearlake.example', renewal_date: 'secret-word' },
    });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ code: 'ATTRIBUTE_INVALID', details: { field: 'renewal_date' } });
    expect(JSON.stringify(answer.body)).not.toContain('secret-word');
    const unknown = await call('POST', '/contacts', { attributes: { email: 'a@b.example', shoe_size: 4 } });
    expect(unknown.body).toMatchObject({ code: 'ATTRIBUTE_INVALID', details: { field: 'shoe_size' } });
  });

  it('answer a batch row by row: what fits goes in, the rest says why', async () => {
    const { status, body } = await call('POST', '/contacts/batch', {
      list: undefined,
      contacts: [
        { externalId: 'B-1', attributes: { email: 'b.one@clearlake.example' } },
        { attributes: { email: 'not an address' } },
        { externalId: 'B-2', attributes: { email: 'b.two@clearlake.example', age: 41 } },
      ],
    });
    expect(status).toBe(200);
    expect(body['results']).toMatchObject([
      { outcome: 'created' },
      { outcome: 'rejected', field: 'email' },
      { outcome: 'created' },
    ]);
  });

  it('are looked up without an address in the URL', async () => {
    const id = await add('look.up@clearlake.example', { phone: '+1 217 555 0123' });
    for (const asked of [
      { by: 'email', value: 'look.up@clearlake.example' },
      { by: 'phone', value: '(217) 555-0123' },
    ]) {
      const { body } = await call('POST', '/contacts/lookup', asked);
      expect(body['data']).toMatchObject([{ id }]);
    }
  });

  it('page by cursor through everyone exactly once', async () => {
    for (let i = 0; i < 7; i++) await add(`page.${i}@clearlake.example`);
    const seen: string[] = [];
    let cursor: string | null = '';
    do {
      const { body } = await call('GET', `/contacts?limit=3${cursor ? `&cursor=${cursor}` : ''}`);
      for (const one of body['data'] as { id: string }[]) seen.push(one.id);
      cursor = body['nextCursor'] as string | null;
    } while (cursor !== null);
    const [row] = await sql<{ n: number }[]>`select count(*)::int as n from contacts`;
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(row?.n);
    const bad = await call('GET', '/contacts?cursor=nonsense');
    expect(bad.body).toMatchObject({ status: 400, errors: [{ path: 'query.cursor' }] });
  });

  it('are deleted for good', async () => {
    const id = await add('gone.soon@clearlake.example');
    expect((await call('DELETE', `/contacts/${id}`)).body).toEqual({ done: true });
    expect((await call('GET', `/contacts/${id}`)).status).toBe(404);
    expect(
      (await call('POST', '/contacts/lookup', { by: 'email', value: 'gone.soon@clearlake.example' })).body,
    ).toEqual({
      data: [],
    });
  });
});

describe('a CSV over REST', () => {
  const csv =
    'Email,First name,Plan\nann.oak@clearlake.example,Ann,Gold\nbroken,Bo,Gold\ncy.elm@clearlake.example,Cy,Tin\n';

  it('is imported by a job, with its columns guessed and its bad rows told by line', async () => {
    const begun = await call('POST', '/contacts/import?list=Spring', csv);
    expect(begun.status).toBe(202);
    expect(begun.body['mapping']).toEqual({ Email: 'email', 'First name': 'first_name', Plan: 'plan' });
    const id = String(begun.body['id']);
    await runImport(services, id);
    expect((await call('GET', `/imports/${id}`)).body).toMatchObject({ state: 'done', created: 1, rejected: 2 });
    const rejects = await call('GET', `/imports/${id}/rejects`);
    expect(rejects.body['data']).toMatchObject([
      { line: 3, field: 'email' },
      { line: 4, field: 'plan' },
    ]);
    expect((await call('GET', '/lists')).body['data']).toMatchObject([{ name: 'Spring', members: 1 }]);
  });

  it('is taken once when it comes again under the same Idempotency-Key, and refused when it differs', async () => {
    const headers = { 'idempotency-key': 'import-1' };
    const first = await call('POST', '/contacts/import', csv, headers);
    const again = await call('POST', '/contacts/import', csv, headers);
    expect(again.body).toEqual(first.body);
    const other = await call('POST', '/contacts/import', csv.replace('Ann', 'Eve'), headers);
    expect(other.body).toMatchObject({ status: 409, code: 'IDEMPOTENCY_MISMATCH' });
    const [jobs] = await sql<{ n: number }[]>`
      select count(*)::int as n from imports where state in ('waiting', 'running')`;
    expect(jobs?.n).toBe(1);
  });

  it.each([
    ['nothing', '', 'IMPORT_UNREADABLE'],
    ['bytes that are no text', 'a\u0000b\u0000\n', 'IMPORT_UNREADABLE'],
    ['a file without address or external id', 'Plan\nGold\n', 'INVALID_INPUT'],
  ])('of %s is refused and leaves nothing behind', async (_what, body, code) => {
    const before = await sql`select id from imports where state not in ('cancelled')`;
    const answer = await call('POST', '/contacts/import', body);
    expect(answer.body['code']).toBe(code);
    expect(await sql`select id from imports where state not in ('cancelled')`).toEqual(before);
  });
});

describe('a suppression over REST', () => {
  it('is added, seen and lifted only as far as an unsubscribe goes', async () => {
    const email = 'no.mail@clearlake.example';
    await call('POST', '/suppressions', { email, scope: 'commercial', reason: 'unsubscribed' });
    await call('POST', '/suppressions', { email, scope: 'all', reason: 'complaint' });
    const lifted = await call('POST', '/suppressions/lift', { email });
    expect(lifted.body).toEqual({ scopes: ['all'] });
    expect((await call('POST', '/suppressions/check', { email })).body).toEqual({ scopes: ['all'] });
    expect(JSON.stringify(await sql`select subject, details from audit`)).not.toContain('no.mail');
  });
});
