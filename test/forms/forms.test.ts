import { afterAll, describe, expect, it } from 'vitest';
import { registerForms } from '#api/form-pages/register.ts';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Services } from '#api/services.ts';
import { readyAttributes } from '#core/contact/ready-attributes.ts';
import { type FormDefinition, formDefinition } from '#core/forms/form.ts';
import { openApp } from '#server/http/app.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { findContacts } from '#store/contacts/find.ts';
import { getContact } from '#store/contacts/get.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { createForm, setFormState } from '#store/forms/save.ts';
import { submitForm } from '#store/forms/submit.ts';
import { findForm } from '#store/forms/find.ts';
import { settleNotes } from '#store/entries/settle.ts';
import { createList } from '#store/lists/create.ts';
import { chain, rig } from '#test/engine/rig.ts';
import { dieEverywhere, END } from '#test/entries/support.ts';

const base = await rig();
const services: Services = base;
const { sql, seal, db, settle, standing, counts, publish } = base;
await defineAttributes(db.orm, readyAttributes);
await createList(db.orm, { id: services.newId(), name: 'Leads' });
const app = await openApp(services, { production: false });
registerForms(app, services);
afterAll(() => app.close());

const marketer = createCaller(appRouter)({
  ...services,
  actor: { id: 'm', name: 'Marketer', email: 'm@stepwell.example', role: 'marketer' },
});

async function form(name: string, more: Partial<FormDefinition> = {}): Promise<string> {
  const id = services.newId();
  const definition = formDefinition.parse({
    title: `${name} form`,
    fields: [
      { attribute: 'first_name', label: 'First name', required: true },
      { attribute: 'date_of_birth', label: 'Born on' },
      { attribute: 'age', label: 'Age' },
    ],
    ...more,
  });
  await createForm(db.orm, id, { name, definition });
  return id;
}

let visitors = 0;
/** A browser's post, each from an address of its own unless told. */
function post(
  id: string,
  fields: Record<string, string> | string[][],
  headers: Record<string, string> = {},
  from?: string,
) {
  visitors++;
  return app.inject({
    method: 'POST',
    url: `/f/${id}`,
    remoteAddress: from ?? `10.0.${visitors >> 8}.${visitors & 255}`,
    headers: { host: '127.0.0.1:4600', 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(fields).toString(),
  });
}
const get = (url: string) => app.inject({ method: 'GET', url, headers: { host: '127.0.0.1:4600' } });

async function contactOf(email: string) {
  const [found] = await findContacts(sql, seal, 'email', email);
  return found ? getContact(db.orm, seal, found.id) : null;
}
const known = (email: string, attributes: Record<string, string | number> = {}, externalId?: string) =>
  upsertContacts({ sql: db.sql, seal, newId: services.newId }, [{ attributes: { email, ...attributes }, externalId }], {
    sharedAddress: 'allow',
  });
const sent = (id: string) => sql<
  { state: string; shared: boolean; contactId: string; id: string; sealed: Uint8Array }[]
>`
  select state, shared, contact_id as "contactId", id, sealed from form_submissions where form_id = ${id} order by at, id`;

describe('a hosted form', () => {
  it('is one page without script, frame or other host, kept by no cache', async () => {
    const answer = await get(`/f/${await form('Page')}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-security-policy']).toMatch(/^default-src 'none'/);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).not.toMatch(/<script|https?:\/\//);
    expect(answer.body).toContain('Page form');
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it('makes a contact of a stranger, puts them on the list and thanks them', async () => {
    const id = await form('Stranger', { list: 'Leads' });
    const answer = await post(id, {
      email: 'New.Person@Clearlake.example',
      first_name: 'Nia',
      date_of_birth: '1980-02-03',
    });
    expect(answer.statusCode).toBe(303);
    expect((await get(answer.headers.location!)).body).toContain('Thank you');
    const made = await contactOf('new.person@clearlake.example');
    expect(made?.values).toMatchObject({ first_name: 'Nia', date_of_birth: '1980-02-03' });
    expect(await sql`select 1 from list_members where contact_id = ${made!.id}`).toHaveLength(1);
    expect((await sent(id)).map(({ state }) => state)).toEqual(['applied']);
  });

  it('never overwrites or shows what is known: it fills what is empty, keeps the rest for a person, and says the same', async () => {
    const id = await form('Known');
    await known('known@clearlake.example', { first_name: 'Ada', age: 61 });
    const fresh = await post(id, { email: 'unknown@clearlake.example', first_name: 'Mallory' });
    const taken = await post(id, {
      email: 'known@clearlake.example',
      first_name: 'Mallory',
      date_of_birth: '1970-01-01',
      age: '61',
    });
    expect([taken.statusCode, taken.headers.location, taken.body]).toEqual([
      fresh.statusCode,
      fresh.headers.location,
      fresh.body,
    ]);
    const contact = await contactOf('known@clearlake.example');
    expect(contact?.values).toMatchObject({ first_name: 'Ada', age: 61, date_of_birth: '1970-01-01' });
    const waits = await marketer.forms.waiting({ formId: id });
    expect(waits).toHaveLength(1);
    const ref = { formId: id, contactId: waits[0]!.contactId, id: waits[0]!.id };
    expect(await marketer.forms.reveal(ref)).toMatchObject({
      differs: [{ attribute: 'first_name', given: 'Mallory', known: 'Ada' }],
      shared: false,
    });
    await marketer.forms.review({ ...ref, accept: true });
    expect((await contactOf('known@clearlake.example'))?.values['first_name']).toBe('Mallory');
    expect(await marketer.forms.waiting({ formId: id })).toEqual([]);
    const log = await sql<
      { action: string; details: unknown }[]
    >`select action, details from audit order by seq desc limit 2`;
    expect(log.map(({ action }) => action)).toEqual(['form.accept', 'form.reveal']);
    expect(JSON.stringify(log)).not.toContain('Mallory');
  });

  it('touches nobody when several contacts share the address, until a person says whose it is', async () => {
    const id = await form('Family', { list: 'Leads' });
    const journey = await publish({
      ...chain('family', [END]),
      triggers: [{ type: 'form-submitted', config: { form: 'Family' } }],
    });
    await known('family@clearlake.example', { first_name: 'Ann' }, 'fam-1');
    await known('family@clearlake.example', { first_name: 'Bob' }, 'fam-2');
    await post(id, { email: 'family@clearlake.example', first_name: 'Ann', age: '44' });
    await settle();
    expect(await standing(journey)).toEqual([]);
    const [waits] = await marketer.forms.waiting({ formId: id });
    const ref = { formId: id, contactId: waits!.contactId, id: waits!.id };
    expect((await getContact(db.orm, seal, waits!.contactId)).values['age']).toBeUndefined();
    await marketer.forms.review({ ...ref, accept: true });
    await settle();
    expect((await standing(journey)).map(({ contactId }) => contactId)).toEqual([waits!.contactId]);
    expect((await getContact(db.orm, seal, waits!.contactId)).values['age']).toBe(44);
  });

  it('keeps what was typed and puts the error beside the field', async () => {
    const id = await form('Errors', { consent: 'You may write to me.' });
    const answer = await post(id, {
      email: 'nobody',
      first_name: '<b>Eve</b>',
      date_of_birth: '1980-02-31',
      age: 'old',
    });
    expect(answer.statusCode).toBe(422);
    for (const field of ['email', 'date_of_birth', 'age', 'consent'])
      expect(answer.body).toContain(`id="${field}-error"`);
    expect(answer.body).not.toContain('id="first_name-error"');
    expect(answer.body).toContain('value="&lt;b&gt;Eve&lt;/b&gt;"');
    expect(await sent(id)).toEqual([]);
    expect(await contactOf('nobody')).toBeNull();
  });

  it('ignores fields it does not ask, whoever sends them', async () => {
    const id = await form('Extra');
    await post(id, {
      email: 'extra@clearlake.example',
      first_name: 'Eve',
      mrn: '12345',
      external_id: 'x',
      phone: '555 0100',
    });
    const made = await contactOf('extra@clearlake.example');
    expect(made?.values).toEqual({ email: 'extra@clearlake.example', first_name: 'Eve' });
  });

  it('takes boxes, choices and yes or no by the type of the attribute', async () => {
    await defineAttributes(db.orm, [
      {
        key: 'topics',
        label: 'Topics',
        type: 'choices',
        phi: 'P1',
        choices: ['Sleep', 'Food', 'Sport'],
        group: 'Test',
      },
      { key: 'smoker', label: 'Smoker', type: 'boolean', phi: 'P2', choices: [], group: 'Test' },
    ]);
    const id = await form('Types', {
      fields: [
        { attribute: 'topics', label: 'Topics', required: true },
        { attribute: 'smoker', label: 'Do you smoke?', required: false },
      ],
    });
    await post(id, [
      ['email', 'types@clearlake.example'],
      ['topics', 'Sleep'],
      ['topics', 'Sport'],
      ['smoker', 'no'],
    ]);
    expect((await contactOf('types@clearlake.example'))?.values).toMatchObject({
      topics: ['Sleep', 'Sport'],
      smoker: false,
    });
  });

  it('is not sent in by a program, by another site, too often, or with too much', async () => {
    const id = await form('Guarded');
    const good = { email: 'guarded@clearlake.example', first_name: 'Gus' };
    expect((await post(id, { ...good, website: 'spam.example' })).statusCode).toBe(303);
    expect((await post(id, good, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403);
    expect((await post(id, good, { origin: 'http://evil.example' })).statusCode).toBe(403);
    const large = await post(id, { ...good, first_name: 'x'.repeat(70_000) });
    expect([large.statusCode, large.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8']);
    expect((await post(id, good, { 'content-type': 'application/json' })).statusCode).toBe(415);
    expect(await sent(id)).toEqual([]);
    for (let i = 0; i < 30; i++) await post(id, { email: '' }, {}, '10.9.9.9');
    expect((await post(id, good, {}, '10.9.9.9')).statusCode).toBe(429);
    expect(await contactOf('guarded@clearlake.example')).toBeNull();
  });

  it('shows and takes nothing when closed or unknown', async () => {
    const id = await form('Closed');
    await setFormState(db.orm, id, 'closed');
    for (const url of [`/f/${id}`, `/f/${services.newId()}`, '/f/nothing'])
      expect((await get(url)).statusCode).toBe(404);
    expect((await post(id, { email: 'closed@clearlake.example', first_name: 'C' })).statusCode).toBe(404);
    expect(await contactOf('closed@clearlake.example')).toBeNull();
  });

  it('seals the answers: nothing of them is readable in the database, its audit log included', async () => {
    const id = await form('Sealed');
    await post(id, { email: 'sealed@clearlake.example', first_name: 'Xanthippe-canary' });
    const rows = await sent(id);
    expect(rows).toHaveLength(1);
    expect(Buffer.from(rows[0]!.sealed).toString('latin1')).not.toContain('canary');
    const [found] = await sql`select count(*)::int as n from audit where details::text like '%canary%'`;
    expect(found).toEqual({ n: 0 });
  });

  it('brings whoever sends it in into the journey once, also when it is sent twice and its worker dies anywhere', async () => {
    const id = await form('Enter', { list: 'Leads' });
    const journey = await publish({
      ...chain('enter', [END]),
      triggers: [{ type: 'form-submitted', config: { form: 'Enter' } }],
    });
    const loaded = await findForm(db.orm, id);
    const sending = (email: string) => ({ id: services.newId(), email, answers: { first_name: 'Ivy' }, consent: null });
    const submissions = Array.from({ length: 6 }, (_, i) => sending(`enter${i}@clearlake.example`));
    await Promise.all(
      [...submissions, ...submissions].map((submission) =>
        dieEverywhere(sql, (mortal) =>
          submitForm({ db: { ...db, sql: mortal }, seal, newId: services.newId }, loaded, submission),
        ),
      ),
    );
    const worker = () => dieEverywhere(db.sql, (mortal) => settleNotes({ db: { sql: mortal }, seal }, 2));
    await Promise.all([worker(), worker()]);
    await settle();
    expect(await sent(id)).toHaveLength(6);
    expect(await standing(journey)).toHaveLength(6);
    expect((await counts(journey))['trigger']!.entered).toBe(6);
  });
});
