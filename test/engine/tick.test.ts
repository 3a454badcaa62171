import { describe, expect, it } from 'vitest';
import { enroll } from '#store/enrollments/enroll.ts';
import { DAY, chain, rig } from './rig.ts';

const { sql, people, publish, tick, settle, pass, standing, counts } = await rig();
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Asked')`;

const end = { id: 'done', type: 'end', config: { reason: 'completed' } };
const wait = { id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'P3D' } };
const send = {
  id: 'hello',
  type: 'send-email',
  config: { template: 'Welcome', sender: 'Clinic', purpose: 'treatment' },
};

describe('a tick', () => {
  it('walks contacts through every immediate step and rests them at the wait', async () => {
    const add = { id: 'mark', type: 'add-to-segment', config: { segment: 'Asked' } };
    const journey = await publish(chain('walks', [send, add, wait, end]));
    const who = await people(3);
    expect(await enroll(sql, { journeyId: journey, contacts: who })).toBe(3);
    const first = await tick();
    expect(first).toMatchObject({ claimed: 3, moved: 3, messages: 3, finished: 0, setAside: 0, paused: [] });
    expect((await standing(journey)).map((one) => [one.step, one.state])).toEqual(
      Array.from({ length: 3 }, () => ['rest', 'waiting']),
    );
    const messages =
      await sql`select template, sender, purpose, state, visit from messages where journey_id = ${journey}`;
    expect(messages).toHaveLength(3);
    expect(messages[0]).toMatchObject({ template: 'Welcome', sender: 'Clinic', purpose: 'treatment', visit: 1 });
    expect(await sql`select 1 from segment_members where journey_id = ${journey}`).toHaveLength(3);
    expect((await tick()).claimed).toBe(0);

    await pass(3 * DAY + 3_600_000);
    expect(await tick()).toMatchObject({ claimed: 3, finished: 3 });
    expect(await counts(journey)).toEqual({
      trigger: { entered: 3, here: 0, passed: { entered: 3 }, exited: {} },
      hello: { entered: 3, here: 0, passed: { sent: 3 }, exited: {} },
      mark: { entered: 3, here: 0, passed: { added: 3 }, exited: {} },
      rest: { entered: 3, here: 0, passed: { done: 3 }, exited: {} },
      done: { entered: 3, here: 0, passed: {}, exited: { completed: 3 } },
    });
    const path = await sql<{ step: string; outlet: string }[]>`
      select step, outlet from visits where contact_id = ${who[0]!.id} order by left_at, entered_at`;
    expect(path.map((one) => one.outlet).toSorted(byText)).toEqual(['added', 'done', 'exit:completed', 'sent']);
  });

  it('opens sealed attributes only to answer a condition on them', async () => {
    const branch = {
      id: 'which',
      type: 'branch',
      config: { paths: [{ id: 'es', label: '', filter: { attribute: 'language', op: 'eq', value: 'es' } }] },
    };
    const journey = await publish({
      ...chain('branches', [branch, { ...end, id: 'others' }, { ...end, id: 'spanish' }]),
      edges: [
        { from: 'trigger', outlet: 'entered', to: 'which' },
        { from: 'which', outlet: 'otherwise', to: 'others' },
        { from: 'which', outlet: 'es', to: 'spanish' },
      ],
    });
    await enroll(sql, { journeyId: journey, contacts: await people(4, (i) => ({ language: i === 2 ? 'es' : 'en' })) });
    await tick();
    expect((await standing(journey)).map((one) => one.step)).toEqual(['others', 'others', 'spanish', 'others']);
  });

  it('leaves a paused journey alone and goes on where it stood when it is resumed', async () => {
    const journey = await publish(chain('pauses', [wait, send, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(1) });
    await tick();
    await sql`update journeys set state = 'paused' where id = ${journey}`;
    await pass(5 * DAY);
    expect((await tick()).claimed).toBe(0);
    await sql`update journeys set state = 'live' where id = ${journey}`;
    expect(await tick()).toMatchObject({ claimed: 1, messages: 1, finished: 1 });
  });

  it('takes everyone out of an ended journey', async () => {
    const journey = await publish(chain('ends', [wait, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(2) });
    await tick();
    await sql`update journeys set state = 'ended' where id = ${journey}`;
    await sql`update enrollments set due_at = stepwell_now(), wake = '{"kind":"reconsider"}' where journey_id = ${journey}`;
    await settle();
    expect((await standing(journey)).map((one) => one.exitReason)).toEqual(['journey_ended', 'journey_ended']);
    expect((await counts(journey))['rest']).toEqual({ entered: 2, here: 0, passed: {}, exited: { journey_ended: 2 } });
  });

  it('follows the newest version, and exits who stands at a step it no longer has', async () => {
    const journey = await publish(chain('follows', [wait, end]));
    const who = await people(2);
    await enroll(sql, { journeyId: journey, contacts: who });
    await tick();
    await publish(chain('follows', [{ ...wait, id: 'other' }, send, end]));
    await pass(4 * DAY);
    await tick();
    expect((await standing(journey)).map((one) => one.exitReason)).toEqual(['step_removed', 'step_removed']);
  });

  it('enrolls in another journey once, and refuses who is or was in it', async () => {
    const other = await publish(chain('target', [wait, end]));
    const journey = await publish(
      chain('leads there', [{ id: 'go', type: 'go-to', config: { target: { journey: 'target' } } }]),
    );
    const second = await publish(
      chain('leads there too', [{ id: 'go', type: 'go-to', config: { target: { journey: 'target' } } }]),
    );
    const who = await people(2);
    await enroll(sql, { journeyId: journey, contacts: who });
    await enroll(sql, { journeyId: second, contacts: who });
    await settle();
    const reasons = [...(await standing(journey)), ...(await standing(second))]
      .map((one) => String(one.exitReason))
      .toSorted(byText);
    expect(reasons).toEqual(['already_entered', 'already_entered', 'moved_to_journey', 'moved_to_journey']);
    expect((await standing(other)).map((one) => one.step)).toEqual(['rest', 'rest']);
    const all = { ...(await counts(journey)), target: (await counts(other))['trigger'] };
    expect(all.target).toEqual({ entered: 2, here: 0, passed: { entered: 2 }, exited: {} });
    for (const id of [journey, second]) expect((await counts(id))['go']).toMatchObject({ entered: 2, here: 0 });
    expect(await sql`select 1 from visits where outlet = 'exit:already_entered'`).toHaveLength(2);
  });

  it('sets a poison contact aside with a code and walks the others on', async () => {
    const branch = {
      id: 'which',
      type: 'branch',
      config: { paths: [{ id: 'es', label: '', filter: { attribute: 'language', op: 'eq', value: 'es' } }] },
    };
    const journey = await publish(chain('poisoned', [branch, end]));
    const who = await people(3);
    await sql`update contacts set sealed = '\\x00' where id = ${who[1]!.id}`;
    await enroll(sql, { journeyId: journey, contacts: who });
    expect(await tick()).toMatchObject({ claimed: 3, finished: 3, setAside: 1 });
    expect((await standing(journey)).map((one) => [one.state, one.exitReason, one.problem])).toEqual([
      ['completed', 'completed', null],
      ['failed', 'poison', 'CONTACT_UNREADABLE'],
      ['completed', 'completed', null],
    ]);
    expect((await counts(journey))['trigger']).toEqual({
      entered: 3,
      here: 0,
      passed: { entered: 2 },
      exited: { poison: 1 },
    });
  });

  it('finds the enrollment the database refuses to write and sets only that one aside', async () => {
    const journey = await publish(chain('refused', [send, end]));
    const who = await people(5);
    await enroll(sql, { journeyId: journey, contacts: who });
    await sql.unsafe(`alter table messages add constraint not_this_one check (contact_id <> '${who[3]!.id}')`);
    await tick();
    await sql`alter table messages drop constraint not_this_one`;
    expect((await standing(journey)).map((one) => [one.exitReason, one.problem])).toEqual([
      ['completed', null],
      ['completed', null],
      ['completed', null],
      ['poison', 'WRITE_REFUSED'],
      ['completed', null],
    ]);
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(4);
  });

  it('stops a journey whose rule cannot be understood and keeps its people where they are', async () => {
    const branch = {
      id: 'which',
      type: 'branch',
      config: { paths: [{ id: 'x', label: '', filter: { segment: 'Gone since' } }] },
    };
    const journey = await publish(chain('misunderstood', [branch, end]));
    await enroll(sql, { journeyId: journey, contacts: await people(2) });
    expect((await tick()).paused).toEqual([journey]);
    const [row] = await sql`select state, paused_reason as reason from journeys where id = ${journey}`;
    expect(row).toEqual({ state: 'paused', reason: 'SEGMENT_INVALID' });
    expect((await standing(journey)).map((one) => [one.step, one.state])).toEqual([
      ['trigger', 'active'],
      ['trigger', 'active'],
    ]);
    expect(await sql`select details from audit where action = 'journey.pause'`).toHaveLength(1);
  });

  it('stops a journey that would send one contact more than its drawing allows', async () => {
    const journey = await publish(chain('runs away', [send, end]));
    const who = await people(2);
    await enroll(sql, { journeyId: journey, contacts: who });
    await sql`
      insert into messages (lane, contact_id, id, enrollment_id, journey_id, step, visit, template, purpose)
      select lane, contact_id, gen_random_uuid(), id, journey_id, 'hello', 99, 'Welcome', 'operations'
      from enrollments where contact_id = ${who[0]!.id}`;
    expect((await tick()).paused).toEqual([journey]);
    expect(await sql`select 1 from messages where journey_id = ${journey}`).toHaveLength(1);
    const [row] = await sql`select paused_reason as reason from journeys where id = ${journey}`;
    expect(row).toEqual({ reason: 'BREAKER_OPEN' });
  });

  it('drains a high priority first while a low one still moves', async () => {
    const high = await publish(chain('high', [end]), 1);
    const low = await publish(chain('low', [end]), 9);
    await enroll(sql, { journeyId: low, contacts: await people(30) });
    await enroll(sql, { journeyId: high, contacts: await people(30) });
    await tick(20);
    const done = async (id: string) => (await standing(id)).filter((one) => one.exitReason !== null).length;
    expect(await done(high)).toBeGreaterThan(await done(low));
    expect(await done(low)).toBeGreaterThan(0);
    expect((await done(high)) + (await done(low))).toBe(20);
    await settle();
    expect([await done(high), await done(low)]).toEqual([30, 30]);
  });

  it('claims only the lanes it is told', async () => {
    const journey = await publish(chain('lanes', [end]));
    const who = await people(20);
    await enroll(sql, { journeyId: journey, contacts: who });
    const lane = who[0]!.lane;
    const { claimed } = await tick(1000, [lane]);
    expect(claimed).toBe(who.filter((one) => one.lane === lane).length);
    await settle();
  });
});

function byText(a: string, b: string): number {
  return a < b ? -1 : 1;
}
