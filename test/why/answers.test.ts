import { describe, expect, it } from 'vitest';
import { reveal } from '#core/phi.ts';
import { attributeDefinition } from '#core/segment/fields.ts';
import { fieldsShown, showWhy } from '#core/why/show.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { editContact } from '#store/contacts/edit.ts';
import { sealValues } from '#store/contacts/open.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { ingest } from '#store/events/ingest.ts';
import { addMembers, removeMembers } from '#store/lists/members.ts';
import { newId } from '#store/new-id.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { explainWhy } from '#store/why/explain.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { DAY, type Person, chain, rig } from '#test/engine/rig.ts';

const { sql, seal, db, people, publish, settle, pass } = await rig();
await defineAttributes(
  db.orm,
  [
    { key: 'conditions', label: 'Conditions', type: 'choices', phi: 'P2', choices: ['Asthma', 'Diabetes'] },
    { key: 'next_visit', label: 'Next visit', type: 'date', phi: 'P2' },
  ].map((one) => attributeDefinition.parse(one)),
);

const end = { id: 'done', type: 'end', config: {} };
const hello = { id: 'hello', type: 'send-email', config: { template: 'Welcome' } };
const diabetes = { attribute: 'conditions', op: 'contains', value: 'Diabetes' } as const;
const which = {
  id: 'which',
  type: 'branch',
  config: { paths: [{ id: 'diabetes', label: 'Diabetes', filter: diabetes }] },
};
const why = (one: Person, about: Parameters<typeof explainWhy>[3]) => explainWhy(sql, seal, one.id, about);

async function edit({ lane, id }: Person, attributes: Record<string, unknown>): Promise<void> {
  const [row] = await sql<{ revision: number }[]>`select revision from contacts where lane = ${lane} and id = ${id}`;
  const by = { actor: 'user:1', source: 'import:7' };
  await sql.begin((tx) =>
    editContact(tx, { seal, newId: () => newId(Date.now()), by }, { id, revision: row!.revision, attributes }),
  );
}

/** One contact through a journey, up to where they rest. */
async function walked(
  name: string,
  steps: Parameters<typeof chain>[1],
  values: Parameters<typeof people>[1] = () => ({ conditions: ['Diabetes'] }),
  more: Parameters<typeof chain>[2] = [],
) {
  const journey = await publish(chain(name, steps, more));
  const [one] = await people(1, values);
  await enroll(sql, { journeyId: journey, contacts: [one!] });
  await settle();
  return { journey, one: one! };
}

describe('why they took an outlet', () => {
  it('says which condition was met by the value of that moment, and that it was changed since, by whom', async () => {
    const { journey, one } = await walked('Branching', [which, end], undefined, [
      { from: 'which', outlet: 'diabetes', to: 'done' },
    ]);
    await pass(DAY);
    await edit(one, { conditions: ['Asthma'] });
    const [answer] = await why(one, { journey, step: 'which' });
    expect(answer).toMatchObject({
      about: 'passed',
      sentence: 'They took “Diabetes”, the first path whose condition they met: conditions contains Diabetes.',
      certain: true,
      reasons: [{ label: 'Diabetes', met: true, seen: { kind: 'value', key: 'conditions' } }],
      values: [{ key: 'conditions', label: 'Conditions', source: null }],
    });
    expect(reveal(answer!.values[0]!.value)).toEqual(['Diabetes']);
    expect(answer!.values[0]!.until).toBeGreaterThan(answer!.at!);
    expect(showWhy(answer!, false).values[0]!.value).toBe('•••');
    expect(fieldsShown([answer!])).toEqual(['conditions']);
    expect(JSON.stringify(answer)).not.toContain('Asthma');
  });

  it('takes the other order when a change bears a later time than the walk that had seen it', async () => {
    const { journey, one } = await walked(
      'Racing',
      [{ ...which, id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P1D' } }, which, end],
      undefined,
      [{ from: 'which', outlet: 'diabetes', to: 'done' }],
    );
    await edit(one, { conditions: ['Asthma'] });
    await pass(DAY + 1000);
    await settle();
    // As if the edit's transaction had begun a moment after the walk's, and was committed before the walk read.
    await sql`
      update contact_history set at = (select left_at from visits where contact_id = ${one.id} and step = 'which') + interval '20 ms'
      where contact_id = ${one.id}`;
    const [answer] = await why(one, { journey, step: 'which' });
    expect(answer).toMatchObject({ certain: true, sentence: expect.stringContaining('“Otherwise”') });
    expect(reveal(answer!.values[0]!.value)).toEqual(['Asthma']);
  });

  it('admits that it does not know when what is kept cannot have led there', async () => {
    const { journey, one } = await walked('Tampered', [which, end], undefined, [
      { from: 'which', outlet: 'diabetes', to: 'done' },
    ]);
    await sql`update visits set outlet = 'otherwise' where contact_id = ${one.id} and step = 'which'`;
    const [answer] = await why(one, { journey, step: 'which' });
    expect(answer).toMatchObject({ certain: false });
    expect(answer!.details.at(-1)).toContain('does not explain this');
  });

  it('keeps what a path that forgot to keep it has overwritten', async () => {
    const { journey, one } = await walked('Forgetful', [which, end], undefined, [
      { from: 'which', outlet: 'diabetes', to: 'done' },
    ]);
    await pass(1000);
    // A writer that knows nothing of the history.
    const [row] = await sql<{ wrappedKey: Uint8Array; keyVersion: number }[]>`
      select wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts where id = ${one.id}`;
    const sealed = Buffer.from(sealValues(seal, { id: one.id, ...row! }, { conditions: ['Asthma'] }));
    await sql`update contacts set revision = revision + 1, sealed = ${sealed} where id = ${one.id}`;
    const [kept] = await sql`select keys, actor, source from contact_history where contact_id = ${one.id}`;
    expect(kept).toEqual({ keys: null, actor: 'system', source: 'unknown' });
    const [answer] = await why(one, { journey, step: 'which' });
    expect(answer).toMatchObject({ certain: true });
    expect(reveal(answer!.values[0]!.value)).toEqual(['Diabetes']);
  });

  it('speaks of lists and rules as they were, also of ones deleted since', async () => {
    const list = newId(Date.now());
    await sql`insert into lists (id, name) values (${list}, 'Gone since')`;
    await sql`insert into segments (id, name, filter) values (gen_random_uuid(), 'Diabetics', ${JSON.stringify(diabetes)}::text::jsonb)`;
    const [one] = await people(1, () => ({ conditions: ['Diabetes'] }));
    await sql.begin((tx) => addMembers(tx, list, [one!.id]));
    const filter = { all: [{ list: 'Gone since' }, { segment: 'Diabetics' }] };
    const journey = await publish(
      chain(
        'Deleted since',
        [{ ...which, config: { paths: [{ id: 'diabetes', label: 'Both', filter }] } }, end],
        [{ from: 'which', outlet: 'diabetes', to: 'done' }],
      ),
    );
    await pass(1000);
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    await settle();
    await pass(1000);
    await sql.begin((tx) => removeMembers(tx, list, [one!.id]));
    await sql`delete from lists where id = ${list}`;
    await sql`update segments set name = 'Others', filter = '{"attribute":"conditions","op":"contains","value":"Asthma"}' where name = 'Diabetics'`;
    const [answer] = await why(one!, { journey, step: 'which' });
    expect(answer).toMatchObject({ certain: true, reasons: [{ met: true, text: 'all of these' }] });
    expect(answer!.reasons[0]!.children).toMatchObject([
      { text: 'is on the list “Gone since”', met: true, seen: { kind: 'since' } },
      {
        text: 'is in the segment “Diabetics”',
        met: true,
        children: [{ text: 'conditions contains Diabetes', met: true }],
      },
    ]);
    await sql`delete from segments where name = 'Others'`;
    expect(await why(one!, { journey, step: 'which' })).toMatchObject([{ certain: true }]);
  });
});

describe('why they are where they are', () => {
  it('says until when, by whose clock, and that clocks change on the way', async () => {
    const wait = {
      id: 'wait',
      type: 'wait-for-time',
      config: {
        mode: 'attribute',
        attribute: 'next_visit',
        offset: 'P2D',
        zone: 'contact',
        window: { weekdays: [4], from: '12:00', to: '14:00' },
      },
    };
    const { journey, one } = await walked('Waiting', [wait, end], () => ({
      next_visit: '2027-03-20',
      timezone: 'America/New_York',
    }));
    const [answer] = await why(one, { journey });
    expect(answer).toMatchObject({ about: 'waiting', until: Date.parse('2027-03-18T16:00:00Z') });
    expect(answer!.sentence).toBe(
      'They wait until 2 days before Next visit, then for a Thursday between 12:00 and 14:00: until Thursday, March 18, 2027 at 12:00 PM.',
    );
    expect(answer!.details).toEqual([
      'Counted in America/New_York, the contact’s own zone.',
      'Clocks there go forward in between; the time meant is the one on the wall.',
    ]);
    expect(answer!.values.map(({ key }) => key)).toEqual(['next_visit', 'timezone']);
  });

  it('says what is waited for and how long at most, and that the journey is paused', async () => {
    const wait = {
      id: 'wait',
      type: 'wait-for-event',
      config: { event: { kind: 'open', step: 'hello' }, timeout: 'P7D' },
    };
    const { journey, one } = await walked('Listening', [hello, wait, end]);
    const [, answer] = await why(one, { journey });
    expect(answer!.sentence).toMatch(/^They wait at most 1 week|^They wait at most 7 days/);
    expect(answer!.sentence).toContain('for an open of “hello”');
    await sql`update journeys set state = 'paused', paused_reason = 'BREAKER_OPEN' where id = ${journey}`;
    expect((await why(one, { journey }))[1]!.details[0]).toContain('would have sent a contact more messages');
  });

  it('says which exit criterion they met, and with what', async () => {
    const wait = { id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P9D' } };
    const drawn = chain('Leaving', [wait, end]);
    const settings = { priority: 5, reentry: 'never' as const, timezone: 'America/Chicago' };
    const journey = await publish({ ...drawn, settings: { ...settings, exit: [{ list: 'Nobody' }, diabetes] } });
    await sql`insert into lists (id, name) values (gen_random_uuid(), 'Nobody')`;
    const [one] = await people(1, () => ({ conditions: ['Asthma'] }));
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    await settle();
    await pass(DAY);
    await edit(one!, { conditions: ['Diabetes'] });
    await settle();
    await pass(10 * DAY);
    await settle();
    const [answer] = await why(one!, { journey, step: 'wait' });
    expect(answer).toMatchObject({
      about: 'left',
      sentence: 'They met one of the journey’s exit criteria.',
      reasons: [{ label: 'Exit criterion', text: 'conditions contains Diabetes', met: true }],
      values: [{ key: 'conditions', source: 'import:7', until: null }],
      certain: true,
    });
    expect(answer!.reasons).toHaveLength(1);
  });

  it('says why one was set aside', async () => {
    const { journey, one } = await walked('Setting aside', [
      { id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P1D' } },
      end,
    ]);
    await sql`update contacts set sealed = substr(sealed, 2) where id = ${one.id}`;
    await sql`update enrollments set problem = 'BREAKER_OPEN' where contact_id = ${one.id}`;
    await pass(DAY + 1000);
    await settle();
    const [answer] = await why(one, { journey, step: 'wait' });
    expect(answer).toMatchObject({ about: 'left', certain: null });
    expect(answer!.sentence).toContain('set aside for staff');
    expect(answer!.details[0]).toContain('more messages than the drawing allows');
    // And their record cannot be opened any more: what is left is still told.
    expect(answer!.details[1]).toContain('cannot be opened');
  });
});

describe('why they were not sent something', () => {
  it('because a branch went elsewhere: where, by which way, and which would have led there', async () => {
    const { journey, one } = await walked(
      'Elsewhere',
      [which, end, { ...hello, id: 'reminder' }],
      () => ({ conditions: ['Asthma'] }),
      [{ from: 'which', outlet: 'diabetes', to: 'reminder' }],
    );
    const [answer] = await why(one, { journey, step: 'reminder' });
    expect(answer).toMatchObject({ about: 'not-reached', certain: true, values: [{ key: 'conditions' }] });
    expect(answer!.sentence).toBe(
      'They never came to “reminder”. At “which”: They took “Otherwise”: they met the condition of none of the paths. Only “Diabetes” leads there.',
    );
  });

  it('because they have not come so far, and where they stand', async () => {
    const wait = { id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P3D' } };
    const { journey, one } = await walked('Not yet', [wait, hello, end]);
    const [answer] = await why(one, { journey, step: 'hello' });
    expect(answer!.sentence).toMatch(/^They have not come to “hello” yet. They wait for 3 days: until /);
  });

  it('because they were never in the journey, and whom it takes in', async () => {
    const { triggers: _none, ...drawn } = chain('Never in', [hello, end]);
    const journey = await publish({ ...drawn, triggers: [{ type: 'manual', config: {}, filter: diabetes }] });
    const [one] = await people(1, () => ({ conditions: ['Asthma'] }));
    const [answer] = await why(one!, { journey, step: 'hello' });
    expect(answer).toMatchObject({
      about: 'never-entered',
      sentence: 'They were never in “Never in”.',
      details: ['It takes in whoever conditions contains Diabetes.'],
      reasons: [{ label: 'Trigger: manual', met: false }],
    });
  });

  it('because of its guard: with the values it was refused for, not those of today', async () => {
    const { journey, one } = await walked(
      'Guarded',
      [{ ...hello, config: { template: 'Welcome', guard: diabetes } }, end],
      () => ({
        conditions: ['Asthma'],
      }),
    );
    await sql`
      update messages set state = 'refused', reason = 'GUARD', finished_at = stepwell_now() where contact_id = ${one.id}`;
    await pass(1000);
    await edit(one, { conditions: ['Diabetes'] });
    const [message] = await sql<{ id: string }[]>`select id from messages where contact_id = ${one.id}`;
    const [answer] = await why(one, { message: message!.id });
    expect(answer).toMatchObject({
      about: 'message',
      journey: { id: journey },
      sentence: 'It was not sent: the contact no longer matches the step’s guard.',
      reasons: [{ label: 'Guard', met: false, text: 'conditions contains Diabetes' }],
      certain: true,
    });
    expect(reveal(answer!.values[0]!.value)).toEqual(['Asthma']);
  });

  it('because its address is suppressed: since when and why', async () => {
    const { one } = await walked('Suppressed', [hello, end], () => ({ email: 'no.more@clearlake.example' }));
    await addSuppression(sql, suppressionHash(seal, 'no.more@clearlake.example')!, 'commercial', 'one-click');
    await sql`
      update messages set state = 'failed', reason = 'SUPPRESSED', finished_at = stepwell_now() where contact_id = ${one.id}`;
    const [message] = await sql<{ id: string }[]>`select id from messages where contact_id = ${one.id}`;
    const [answer] = await why(one, { message: message!.id });
    expect(answer!.details[0]).toMatch(
      /^Nothing commercial goes to this address since .+, at the recipient’s wish, with one click\.$/,
    );
  });

  it('because the template needed a value they did not have', async () => {
    const { one } = await walked('No value', [hello, end]);
    await sql`
      update messages set state = 'held', reason = 'TEMPLATE_RENDER_FAILED:contact.next_visit', finished_at = stepwell_now()
      where contact_id = ${one.id}`;
    await pass(1000);
    await edit(one, { next_visit: '2027-01-01' });
    const [message] = await sql<{ id: string }[]>`select id from messages where contact_id = ${one.id}`;
    const [answer] = await why(one, { message: message!.id });
    expect(answer!.sentence).toContain('No value for contact.next_visit'.toLowerCase().slice(3));
    expect(answer!.values).toMatchObject([{ key: 'next_visit' }]);
    expect(reveal(answer!.values[0]!.value)).toBeNull();
  });
});

describe('the history of a contact', () => {
  it('is sealed, says nothing in the clear but which attributes changed, and goes with the contact', async () => {
    const { one } = await walked('Shredded', [which, end]);
    await ingest(sql, [{ id: newId(Date.now()), lane: one.lane, contactId: one.id, kind: 'custom', name: 'ping' }]);
    await edit(one, { conditions: ['Asthma'], first_name: 'Grace' });
    await edit(one, { first_name: 'Ada' });
    const rows = await sql<{ keys: string[]; sealed: Uint8Array }[]>`
      select keys, sealed from contact_history where contact_id = ${one.id} order by revision`;
    expect(rows.map(({ keys }) => keys.toSorted())).toEqual([['conditions', 'first_name'], ['first_name']]);
    for (const { sealed } of rows) expect(Buffer.from(sealed).toString('latin1')).not.toMatch(/Diabetes|Grace/);
    await sql.begin((tx) => deleteContact(tx, one.id));
    for (const table of ['contact_history', 'membership_history'])
      expect(await sql`select 1 from ${sql(table)} where contact_id = ${one.id}`).toHaveLength(0);
    const { code } = await failureOf(why(one, { journey: newId(1) }));
    expect(code).toBe('NOT_FOUND');
  });
});
