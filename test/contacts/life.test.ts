import { beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '#core/segment/ast.ts';
import { attributeDefinition } from '#core/segment/fields.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { saveAttribute } from '#store/attributes/save.ts';
import { countAudience } from '#store/audience/count.ts';
import { scanAudience } from '#store/audience/scan.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { editContact } from '#store/contacts/edit.ts';
import { getContact } from '#store/contacts/get.ts';
import { listContacts } from '#store/contacts/list.ts';
import { membersCsv } from '#store/contacts/members-csv.ts';
import { searchContacts } from '#store/contacts/search.ts';
import { sharingAddresses } from '#store/contacts/sharing.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { createList } from '#store/lists/create.ts';
import { deleteList } from '#store/lists/delete.ts';
import { addMembers, removeMembers } from '#store/lists/members.ts';
import { createSegment } from '#store/segments/create.ts';
import { deleteSegment } from '#store/segments/delete.ts';
import { explainSegment } from '#store/segments/explain.ts';
import { saveSegment } from '#store/segments/save.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { db, seal } = services;
const { sql, orm } = db;
const deps = { sql, seal, newId: () => services.newId() };
const ids: string[] = [];
let listId: string;

beforeAll(async () => {
  await defineAttributes(
    orm,
    [
      { key: 'plan', label: 'Plan', type: 'choice', phi: 'P1', choices: ['Gold', 'Silver'] },
      { key: 'last_hba1c', label: 'Last HbA1c', type: 'number', phi: 'P2' },
    ].map((one) => attributeDefinition.parse(one)),
  );
  listId = await createList(orm, { id: services.newId(), name: 'Members' });
  const rows = Array.from({ length: 2500 }, (_, i) => ({
    attributes: {
      email: `person${i}@clearlake.example`,
      first_name: i === 7 ? '=Zoë' : `First${i}`,
      last_name: i === 8 ? 'O’Brien' : 'Lake',
      phone: i === 9 ? '(555) 010-7777' : null,
      plan: i % 5 === 0 ? 'Gold' : 'Silver',
      last_hba1c: i % 10,
    },
    externalId: `E-${i}`,
  }));
  const results = await upsertContacts(deps, rows);
  for (const one of results) if (one.outcome !== 'rejected') ids.push(one.id);
  await sql.begin((tx) => addMembers(tx, listId, ids.slice(0, 40)));
});

const gold: Filter = { attribute: 'plan', op: 'eq', value: 'Gold' };

describe('audiences', () => {
  it('are counted and scanned alike, resumable after any round, nobody twice', async () => {
    const filter: Filter = { all: [gold, { attribute: 'last_hba1c', op: 'lt', value: 5 }] };
    const count = await countAudience(services, filter);
    expect(count).toEqual({ matched: 250, examined: 2500, total: 2500, done: true });
    const seen: string[] = [];
    const rounds = scanAudience(services, filter, { batch: 300 });
    const first = await rounds.next();
    if (first.done) throw new Error('There was no round.');
    seen.push(...first.value.matched.map((one) => one.id));
    for await (const round of scanAudience(services, filter, { batch: 300, after: first.value.cursor }))
      seen.push(...round.matched.map((one) => one.id));
    expect([seen.length, new Set(seen).size]).toEqual([250, 250]);
  });

  it('of a list look at its members only', async () => {
    const count = await countAudience(services, { all: [{ list: 'Members' }, gold] });
    expect(count).toEqual({ matched: 8, examined: 40, total: 40, done: true });
    expect((await countAudience(services, { list: 'Members' })).matched).toBe(40);
  });

  it('say how far they came when the time is short', async () => {
    const count = await countAudience(services, gold, { budgetMs: 0 });
    expect(count).toMatchObject({ examined: 1000, total: 2500, done: false });
  });

  it('refuse what does not exist before looking at anyone: never everyone', async () => {
    for (const filter of [
      { attribute: 'shoe_size', op: 'eq', value: 44 },
      { attribute: 'plan', op: 'gt', value: 'Gold' },
      { segment: 'Nowhere' },
      { list: 'Nowhere' },
      { not: { list: 'Nowhere' } },
    ] as Filter[]) {
      await expect(countAudience(services, filter)).rejects.toMatchObject({ code: 'SEGMENT_INVALID' });
      await expect(scanAudience(services, filter).next()).rejects.toMatchObject({ code: 'SEGMENT_INVALID' });
    }
  });
});

describe('segments', () => {
  it('are refused with a rule that cannot be understood, that names itself, or that goes in a circle', async () => {
    const make = (name: string, filter: Filter | null) => createSegment(orm, { id: services.newId(), name, filter });
    await expect(make('Bad', { attribute: 'shoe_size', op: 'exists' })).rejects.toMatchObject({
      code: 'SEGMENT_INVALID',
    });
    await expect(make('Self', { segment: 'Self' })).rejects.toMatchObject({ code: 'SEGMENT_INVALID' });
    const a = await make('A', gold);
    await make('B', { segment: 'A' });
    const edit = { id: a, revision: 1, name: 'A', description: '' };
    await expect(saveSegment(orm, { ...edit, filter: { segment: 'B' } })).rejects.toMatchObject({
      code: 'SEGMENT_INVALID',
    });
    await expect(saveSegment(orm, { ...edit, filter: null })).rejects.toMatchObject({ code: 'SEGMENT_INVALID' });
    await expect(saveSegment(orm, { ...edit, name: 'A2', filter: gold })).rejects.toMatchObject({ code: 'IN_USE' });
    await expect(make('A', gold)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(deleteSegment(orm, a)).rejects.toMatchObject({ code: 'IN_USE' });
    expect(await saveSegment(orm, { ...edit, filter: { not: gold } })).toBe(2);
    await expect(saveSegment(orm, { ...edit, filter: gold })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  });

  it('explain a contact rule by rule without its values', async () => {
    const filter: Filter = { all: [gold, { attribute: 'last_hba1c', op: 'gt', value: 7 }] };
    const because = await explainSegment(services, filter, ids[5]!);
    expect(because).toMatchObject({ met: false, children: [{ met: true }, { met: false }] });
    await expect(explainSegment(services, filter, services.newId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are written out as CSV that no spreadsheet runs', async () => {
    let text = '';
    let contacts = 0;
    for await (const part of membersCsv(services, { list: 'Members' }, ['first_name', 'last_hba1c'])) {
      text += part.text;
      contacts += part.contacts;
    }
    expect(contacts).toBe(40);
    expect(text).toContain("'=Zoë");
    expect(text.split('\r\n')).toHaveLength(42);
  });
});

describe('finding contacts', () => {
  it('works by any key at once, and by the beginning of a name, whatever its case', async () => {
    for (const term of ['PERSON9@clearlake.example', 'E-9', '555-010-7777'])
      expect(await searchContacts(deps, term)).toMatchObject({ ids: [ids[9]], by: 'key' });
    expect(await searchContacts(deps, 'o’bri first8')).toMatchObject({ ids: [ids[8]], by: 'name', complete: true });
    expect((await searchContacts(deps, 'nobody@clearlake.example')).ids).toEqual([]);
    expect(await searchContacts(deps, 'Nobodyatall', { most: 2000 })).toMatchObject({ ids: [], complete: false });
  });

  it('pages newest first, and through a filter by lane and id, each contact once', async () => {
    for (const filter of [undefined, gold]) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const page = await listContacts(services, { filter, after, limit: 180 });
        seen.push(...page.ids);
        after = page.next ?? undefined;
      } while (after);
      expect([seen.length, new Set(seen).size]).toEqual(filter ? [500, 500] : [2500, 2500]);
      if (!filter) expect(seen).toEqual(seen.toSorted().toReversed());
    }
  });
});

describe('changing contacts', () => {
  const edit = (id: string, revision: number, attributes: Record<string, unknown>, sharedAddress?: 'allow') =>
    sql.begin((tx) => editContact(tx, deps, { id, revision, attributes, sharedAddress }));

  it('refuses a stale revision, a wrong value and the key of another contact', async () => {
    const id = ids[20]!;
    await expect(edit(id, 9, { plan: 'Gold' })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    await expect(edit(id, 1, { plan: 'Tin' })).rejects.toMatchObject({
      code: 'ATTRIBUTE_INVALID',
      details: { attribute: 'plan' },
    });
    await expect(edit(id, 1, { email: 'person21@clearlake.example' })).rejects.toMatchObject({
      code: 'CONTACT_CONFLICT',
    });
    await expect(edit(id, 1, { email: null, external_id: null })).rejects.toMatchObject({ code: 'CONTACT_CONFLICT' });
    expect((await getContact(orm, seal, id)).revision).toBe(1);
    expect(await edit(id, 1, { plan: 'Gold', last_hba1c: 9.5 })).toEqual({ revision: 2, changed: ['last_hba1c'] });
  });

  it('lets a family share an address and says so of both', async () => {
    const [a, b] = [ids[30]!, ids[31]!];
    const address = 'person31@clearlake.example';
    await edit(a, 1, { email: address }, 'allow');
    const sharing = await sharingAddresses(
      sql,
      seal,
      [a, b].map((id) => ({ id, address })),
    );
    expect(sharing.get(a)).toEqual({ others: [b], confirmed: false });
    expect(sharing.get(b)).toEqual({ others: [a], confirmed: false });
  });

  it('wakes who waits for what changed, and nobody else', async () => {
    await sql`insert into journeys (id, name, draft) values (${services.newId()}, 'Waits', '{}')`;
    // Only a journey that waits for changes makes them worth noting.
    const waits = { steps: [{ type: 'wait-for-event', config: { event: { kind: 'filter' } } }] };
    await sql`insert into journey_versions (journey_id, version, graph, hash)
      select id, 1, ${JSON.stringify(waits)}::text::jsonb, 'x' from journeys where name = 'Waits'`;
    await sql`truncate wakes`;
    await edit(ids[22]!, 1, { last_hba1c: 3.3 });
    await sql.begin((tx) => removeMembers(tx, listId, [ids[23]!]));
    const rows = await sql<{ id: string; keys: string[] }[]>`select contact_id as id, keys from wakes order by 1`;
    expect(rows.map(({ id, keys }) => ({ id, keys: keys.toSorted() }))).toEqual(
      [
        { id: ids[22], keys: ['attribute:last_hba1c', 'filter'] },
        { id: ids[23], keys: ['filter'] },
      ].toSorted((x, y) => (x.id! < y.id! ? -1 : 1)),
    );
  });

  it('keeps a list that a rule names, and its contacts when it goes', async () => {
    const other = await createList(orm, { id: services.newId(), name: 'Other' });
    const segment = await createSegment(orm, { id: services.newId(), name: 'On other', filter: { list: 'Other' } });
    await expect(deleteList(orm, other)).rejects.toMatchObject({ code: 'IN_USE' });
    await deleteSegment(orm, segment);
    await deleteList(orm, other);
    expect((await countAudience(services, { all: [] })).matched).toBe(2500);
  });

  it('raises an attribute’s class and adds choices, and does neither the other way round', async () => {
    const plan = {
      key: 'plan',
      label: 'Plan',
      type: 'choice',
      phi: 'P2',
      choices: ['Gold', 'Silver', 'Tin'],
      group: 'Other',
    } as const;
    await saveAttribute(orm, { ...plan, choices: [...plan.choices] });
    for (const wrong of [{ phi: 'P1' as const }, { choices: ['Gold'] }, { type: 'text' as const, choices: [] }])
      await expect(saveAttribute(orm, { ...plan, choices: [...plan.choices], ...wrong })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
      });
  });
});

describe('deleting a contact', () => {
  it('shreds everything known of them, refuses their unsent mail, balances the counters, keeps the suppression', async () => {
    const id = ids[50]!;
    const { lane } = await getContact(orm, seal, id);
    const journey = services.newId();
    const message = services.newId();
    const suppressed = Buffer.from(seal.lookup('suppression', 'person50@clearlake.example'));
    await sql`insert into suppressions (hash, scope, reason) values (${suppressed}, 'all', 'hard bounce')`;
    await sql`insert into enrollments (lane, contact_id, id, journey_id, step, state)
      values (${lane}, ${id}, ${services.newId()}, ${journey}, 'wait', 'waiting')`;
    await sql`insert into step_counts (journey_id, lane, step, measure, n) values (${journey}, ${lane}, 'wait', 'entered', 1)`;
    await sql`insert into messages (lane, contact_id, id, enrollment_id, journey_id, step, visit, template, purpose, state, copy)
      values (${lane}, ${id}, ${message}, ${services.newId()}, ${journey}, 'send', 1, 't', 'operations', 'queued', ${Buffer.from('sealed copy')})`;
    await sql`insert into segment_members (lane, contact_id, segment_id) values (${lane}, ${id}, ${services.newId()})`;
    await sql`insert into visits (lane, contact_id, enrollment_id, journey_id, step, visit, entered_at, left_at, outlet)
      values (${lane}, ${id}, ${services.newId()}, ${journey}, 'before', 1, now(), now(), 'done')`;
    await sql.begin((tx) => deleteContact(tx, id));
    await expect(getContact(orm, seal, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    for (const table of ['contact_keys', 'enrollments', 'list_members', 'segment_members', 'visits', 'events'])
      expect(await sql`select 1 from ${sql(table)} where contact_id = ${id}`).toHaveLength(0);
    const [kept] = await sql`select state, reason, copy from messages where id = ${message}`;
    expect(kept).toMatchObject({ state: 'refused', reason: 'CONTACT_DELETED', copy: null });
    const [count] = await sql<{ here: number }[]>`
      select sum(case when measure = 'entered' then n else -n end)::int as here from step_counts where journey_id = ${journey}`;
    expect(count!.here).toBe(0);
    expect(await sql`select 1 from suppressions where hash = ${suppressed}`).toHaveLength(1);
    expect((await searchContacts(deps, 'person50@clearlake.example')).ids).toEqual([]);
  });
});
