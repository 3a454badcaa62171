import { describe, expect, it } from 'vitest';
import { attributeDefinition } from '#core/segment/fields.ts';
import { defineAttributes } from '#store/attributes/define.ts';
import { saveAttribute } from '#store/attributes/save.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { ingest } from '#store/events/ingest.ts';
import { setState } from '#store/journeys/set-state.ts';
import { deleteList } from '#store/lists/delete.ts';
import { newId } from '#store/new-id.ts';
import { createSegment } from '#store/segments/create.ts';
import { deleteSegment } from '#store/segments/delete.ts';
import { createTemplate } from '#store/templates/create.ts';
import { deleteTemplate } from '#store/templates/delete.ts';
import { explainWhy } from '#store/why/explain.ts';
import { listAlerts } from '#store/watch/list-alerts.ts';
import { watch } from '#store/watch/run.ts';
import { failureOf } from '#test/support/failure-of.ts';
import { DAY, type Person, chain, rig } from './rig.ts';

/** What docs/behaviour.md states of bad state: one stated behaviour each, to be seen, and nobody else harmed. */
const world = await rig();
const { sql, db, seal, people, publish, settle, pass, standing, counts } = world;
const { orm } = db;
const end = { id: 'done', type: 'end', config: {} };
const hello = { id: 'hello', type: 'send-email', config: { template: 'Welcome' } };
const wait = { id: 'wait', type: 'wait-for-time', config: { mode: 'duration', duration: 'P1D' } };

await defineAttributes(
  orm,
  [
    { key: 'score', label: 'Score', type: 'number', phi: 'P2' },
    { key: 'next_visit', label: 'Next visit', type: 'date', phi: 'P2' },
  ].map((one) => attributeDefinition.parse(one)),
);

const asking = (filter: unknown) => ({
  id: 'which',
  type: 'branch',
  config: { paths: [{ id: 'yes', label: 'Yes', filter }] },
});

async function started(name: string, steps: Parameters<typeof chain>[1], who: readonly Person[]) {
  const yes = steps.filter(({ type }) => type === 'branch').map(({ id }) => ({ from: id, outlet: 'yes', to: 'done' }));
  const journey = await publish(chain(name, steps, yes));
  await enroll(sql, { journeyId: journey, contacts: who });
  await settle();
  return journey;
}

/** Another journey, as healthy as can be, walked at the same time: it must not notice. */
async function neighbour(name: string): Promise<() => Promise<void>> {
  const who = await people(5);
  const journey = await started(
    `Neighbour of ${name}`,
    [hello, { ...wait, config: { mode: 'duration', duration: 'PT1H' } }, end],
    who,
  );
  return async () => {
    await pass(3_700_000);
    await settle();
    expect((await standing(journey)).map(({ state }) => state)).toEqual(Array(5).fill('completed'));
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(5);
  };
}

describe('a list, segment or template that is still in use', () => {
  it('cannot be deleted: the refusal lists who uses it', async () => {
    await createSegment(orm, { id: newId(1), name: 'Used rule', filter: { attribute: 'score', op: 'gt', value: 1 } });
    await sql`insert into lists (id, name) values (gen_random_uuid(), 'Used list')`;
    await createTemplate(orm, {
      id: newId(2),
      draft: { name: 'Used mail', topicPhi: 'P0', subject: 'x', preheader: '', mjml: '<mjml></mjml>' },
    });
    const journey = await publish(
      chain('User', [
        {
          ...hello,
          config: { template: 'Used mail', guard: { all: [{ segment: 'Used rule' }, { list: 'Used list' }] } },
        },
        end,
      ]),
    );
    const used = [{ kind: 'journey', id: journey, name: 'User' }];
    const idOf = async (table: string, name: string) =>
      (await sql<{ id: string }[]>`select id from ${sql(table)} where name = ${name}`)[0]!.id;
    for (const refused of [
      failureOf(deleteSegment(orm, await idOf('segments', 'Used rule'))),
      failureOf(deleteList(orm, await idOf('lists', 'Used list'))),
      failureOf(deleteTemplate(orm, await idOf('templates', 'Used mail'))),
    ])
      expect(await refused).toMatchObject({ code: 'IN_USE', details: { used } });
    await sql`delete from journey_versions where journey_id = ${journey}`;
    await sql`delete from journeys where id = ${journey}`;
    await deleteSegment(orm, await idOf('segments', 'Used rule'));
    await deleteTemplate(orm, await idOf('templates', 'Used mail'));
  });

  it('a template that messages wait for cannot be deleted either', async () => {
    const id = newId(3);
    await createTemplate(orm, {
      id,
      draft: { name: 'Waited for', topicPhi: 'P0', subject: 'x', preheader: '', mjml: '<mjml></mjml>' },
    });
    const journey = await started('Waits', [{ ...hello, config: { template: 'Waited for' } }, end], await people(2));
    await sql`update journeys set draft = jsonb_set(draft, '{steps}', '[]'), live_version = null where id = ${journey}`;
    const failure = await failureOf(deleteTemplate(orm, id));
    expect(failure).toMatchObject({ code: 'IN_USE', details: { messages: 2 } });
    expect(failure.message).toBe('2 messages wait to be sent with it. Let them go out first.');
  });

  it('a rule that vanishes all the same stops the journey that asks it; everyone stays, and goes on once it is back', async () => {
    const rule = { id: newId(4), name: 'Vanishing', filter: { attribute: 'score', op: 'gt', value: 1 } as const };
    await createSegment(orm, rule);
    const fine = await neighbour('Vanishing');
    const who = await people(3, () => ({ score: 2 }));
    const journey = await started(
      'Asks a rule',
      [wait, asking({ segment: 'Vanishing' }), { ...hello, id: 'never' }, end],
      who,
    );
    await sql`delete from segments where id = ${rule.id}`;
    await pass(DAY + 1000);
    await settle();
    expect(await sql`select state, paused_reason as reason from journeys where id = ${journey}`).toEqual([
      { state: 'paused', reason: 'SEGMENT_INVALID' },
    ]);
    expect((await standing(journey)).map(({ step, state }) => [step, state])).toEqual(
      Array.from({ length: 3 }, () => ['wait', 'waiting']),
    );
    expect((await listAlerts(sql, { resolved: 0 })).map(({ code, journeyId }) => [code, journeyId])).toContainEqual([
      'journey-stopped',
      journey,
    ]);
    // Where the contact stands, and why no further, is in their timeline.
    const timeline = await contactTimeline(sql, who[0]!.id, 50);
    expect(timeline.find(({ kind }) => kind === 'here')).toMatchObject({ journeyId: journey, step: 'wait' });
    const [answer] = await explainWhy(sql, seal, who[0]!.id, { journey });
    expect(answer!.details[0]).toContain('names something that does not exist any more');
    await fine();
    await createSegment(orm, rule);
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect((await standing(journey)).map(({ state }) => state)).toEqual(Array(3).fill('completed'));
    expect(await sql`select distinct outlet from visits where journey_id = ${journey} and step = 'which'`).toEqual([
      { outlet: 'yes' },
    ]);
  });

  it('a set that vanishes takes nobody in; contacts pass, and their timeline says that nothing was changed', async () => {
    await createSegment(orm, { id: newId(5), name: 'A set', filter: null });
    const who = await people(2);
    await sql`delete from segments where name = 'A set'`;
    const journey = await started(
      'Adds',
      [{ id: 'add', type: 'add-to-segment', config: { segment: 'A set' } }, end],
      who,
    );
    expect((await standing(journey)).map(({ state }) => state)).toEqual(['completed', 'completed']);
    const [answer] = await explainWhy(sql, seal, who[0]!.id, { journey, step: 'add' });
    expect(answer).toMatchObject({
      certain: true,
      details: ['But there was no set “A set” then, so nothing was changed.'],
    });
  });
});

describe('an attribute whose type changed', () => {
  it('cannot be changed here', async () => {
    const given = attributeDefinition.parse({ key: 'score', label: 'Score', type: 'text', phi: 'P2' });
    expect(await failureOf(saveAttribute(orm, given))).toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'type' },
    });
  });

  it('stops a journey whose condition has no such comparison any more, and no other', async () => {
    const fine = await neighbour('type');
    const journey = await started(
      'Compares',
      [wait, asking({ attribute: 'score', op: 'gt', value: 1 }), end],
      await people(2, () => ({ score: 2 })),
    );
    await sql`update attributes set type = 'text' where key = 'score'`;
    await pass(DAY + 1000);
    await settle();
    expect(await sql`select paused_reason as reason from journeys where id = ${journey}`).toEqual([
      { reason: 'SEGMENT_INVALID' },
    ]);
    await fine();
    await sql`update attributes set type = 'number' where key = 'score'`;
    await setState(orm, { id: journey, move: 'resume' });
    await settle();
    expect((await standing(journey)).map(({ state }) => state)).toEqual(['completed', 'completed']);
  });

  it('a value of the old type meets no condition of the new one but that there is one', async () => {
    const who = await people(2, () => ({ score: 'high' }));
    const journey = await started(
      'Old values',
      [
        asking({ attribute: 'score', op: 'gt', value: 1 }),
        { ...asking({ attribute: 'score', op: 'exists' }), id: 'known' },
        { ...hello, id: 'mail' },
        end,
      ],
      who,
    );
    expect(
      await sql`select step, outlet from visits where journey_id = ${journey} and contact_id = ${who[0]!.id} and step in ('which', 'known') order by step`,
    ).toEqual([
      { step: 'known', outlet: 'yes' },
      { step: 'which', outlet: 'otherwise' },
    ]);
    const [answer] = await explainWhy(sql, seal, who[0]!.id, { journey, step: 'which' });
    expect(answer).toMatchObject({ certain: true, reasons: [{ met: false }] });
  });

  it('a wait for a date that is none any more is a wait without a date: its own rule for that holds', async () => {
    const relative = { ...wait, config: { mode: 'attribute', attribute: 'next_visit', onMissing: 'exit' } };
    const who = await people(1, () => ({ next_visit: true }));
    const journey = await started('No date', [relative, end], who);
    expect(await standing(journey)).toMatchObject([{ state: 'exited', exitReason: 'date_missing' }]);
  });
});

describe('a contact deleted mid-journey', () => {
  it('is gone from it, counted as such; what was not sent is refused; everyone else walks on', async () => {
    const fine = await neighbour('deletion');
    const who = await people(3);
    const journey = await started('Loses one', [hello, wait, end], who);
    await sql.begin((tx) => deleteContact(tx, who[1]!.id));
    await pass(DAY + 1000);
    await settle();
    expect((await standing(journey)).map(({ contactId, state }) => [contactId, state])).toEqual([
      [who[0]!.id, 'completed'],
      [who[2]!.id, 'completed'],
    ]);
    expect((await counts(journey))['wait']).toMatchObject({
      entered: 3,
      here: 0,
      passed: { done: 2 },
      exited: { contact_deleted: 1 },
    });
    expect(await sql`select state, reason from messages where contact_id = ${who[1]!.id}`).toEqual([
      { state: 'refused', reason: 'CONTACT_DELETED' },
    ]);
    expect((await watch(world, { thorough: true }))!.filter(({ code }) => code === 'counts-differ')).toEqual([]);
    await fine();
  });

  it('even while a walk has already chosen to take them on', async () => {
    const who = await people(2);
    const journey = await started('In between', [wait, end], who);
    await pass(DAY + 1000);
    // The walk waits for the deletion's lock, finds nobody, and takes the others.
    await sql.begin(async (tx) => {
      await deleteContact(tx, who[0]!.id);
      const walking = settle();
      await new Promise((next) => setTimeout(next, 50));
      void walking;
    });
    await settle();
    expect((await standing(journey)).map(({ contactId, state }) => [contactId, state])).toEqual([
      [who[1]!.id, 'completed'],
    ]);
  });
});

describe('a database clock set back an hour', () => {
  const HOUR = 3_600_000;

  it('sends nobody anything twice, skips nobody, and lets everyone go on; who was due waits as much longer', async () => {
    const who = await people(6);
    const short = { id: 'short', type: 'wait-for-time', config: { mode: 'duration', duration: 'PT30M' } };
    const journey = await started('Set back', [hello, short, { ...hello, id: 'second' }, wait, end], who);
    await pass(25 * 60_000);
    await sql`update demo_clock set offset_ms = offset_ms - ${HOUR}`;
    const sent = () => sql<{ step: string; n: number; people: number }[]>`
      select step, count(*)::int as n, count(distinct contact_id)::int as people from messages where journey_id = ${journey} group by 1 order by 1`;
    await settle();
    expect(await sent()).toEqual([{ step: 'hello', n: 6, people: 6 }]);
    expect((await standing(journey)).every(({ step }) => step === 'short')).toBe(true);
    // Someone new enters on the clock as it is now, and is taken on at once.
    const [late] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [late!] });
    await settle();
    expect(await sent()).toEqual([{ step: 'hello', n: 7, people: 7 }]);
    for (let i = 0; i < 8; i++) {
      await pass(10 * 60_000);
      await settle();
    }
    expect(await sent()).toEqual([
      { step: 'hello', n: 7, people: 7 },
      { step: 'second', n: 7, people: 7 },
    ]);
    await pass(DAY + HOUR);
    await settle();
    expect((await standing(journey)).map(({ state }) => state)).toEqual(Array(7).fill('completed'));
    expect(await sql`select count(*)::int as n from visits where journey_id = ${journey} and step = 'second'`).toEqual([
      { n: 7 },
    ]);
    // And every step of it can still be explained, although some were left before they were entered.
    for (const { id } of [who[0]!, late!])
      for (const answer of await explainWhy(sql, seal, id, { journey }))
        expect(answer).toMatchObject({ certain: true });
  });

  it('what contacts did in the hour that is lived through again is not forgotten', async () => {
    const [one] = await people(1);
    const after = { id: 'short', type: 'wait-for-time', config: { mode: 'duration', duration: 'PT10M' } };
    const asks = asking({ engaged: 'custom', name: 'ping', did: true, atLeast: 1, within: 'P7D' });
    await pass(HOUR);
    await ingest(sql, [{ id: newId(Date.now()), lane: one!.lane, contactId: one!.id, kind: 'custom', name: 'ping' }]);
    await sql`update demo_clock set offset_ms = offset_ms - ${HOUR}`;
    const journey = await started('Remembers', [after, asks, { ...hello, id: 'never' }, end], [one!]);
    await pass(11 * 60_000);
    await settle();
    expect(await sql`select outlet from visits where journey_id = ${journey} and step = 'which'`).toEqual([
      { outlet: 'yes' },
    ]);
  });

  it('an event that comes then wakes who waits for it, though it seems older than the wait', async () => {
    const [one] = await people(1);
    const listens = {
      id: 'wait',
      type: 'wait-for-event',
      config: { event: { kind: 'custom', name: 'ping' }, timeout: 'P9D' },
    };
    const journey = await started('Hears', [listens, end], [one!]);
    const why = async () => (await explainWhy(sql, seal, one!.id, { journey, step: 'wait' }))[0]!;
    expect((await why()).details.join(' ')).not.toContain('set back');
    await sql`update demo_clock set offset_ms = offset_ms - ${HOUR}`;
    expect((await why()).details.join(' ')).toContain('clock was set back since they came here');
    await ingest(sql, [{ id: newId(Date.now()), lane: one!.lane, contactId: one!.id, kind: 'custom', name: 'ping' }]);
    await settle();
    expect(await sql`select outlet from visits where journey_id = ${journey} and step = 'wait'`).toEqual([
      { outlet: 'happened' },
    ]);
    expect((await explainWhy(sql, seal, one!.id, { journey, step: 'wait' }))[0]).toMatchObject({ certain: true });
  });
});
