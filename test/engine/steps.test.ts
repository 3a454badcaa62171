import { describe, expect, it } from 'vitest';
import { laneOf } from '#core/lane.ts';
import { tick as turn } from '#engine/tick.ts';
import { makeRoutes } from '#engine/routes.ts';
import { contactTimeline } from '#store/contacts/timeline.ts';
import { editContact } from '#store/contacts/edit.ts';
import { getContact } from '#store/contacts/get.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { DAY, chain, rig } from './rig.ts';

const services = await rig();
const { sql, db, seal, world, people, publish, tick, settle, pass, standing, counts, newId } = services;
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Asked'), (gen_random_uuid(), 'Told')`;
await sql`
  insert into attributes (key, label, type, phi, choices) values
    ('visits', 'Visits', 'number', 'P1', '[]'), ('city', 'City', 'text', 'P0', '[]'),
    ('topics', 'Topics', 'choices', 'P1', '["heart", "sleep"]'), ('seen_at', 'Seen at', 'datetime', 'P1', '[]')`;

const end = { id: 'done', type: 'end', config: { reason: 'completed' } };
const rest = { id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'P3D' } };
const update = (id: string, config: Record<string, unknown>) => ({ id, type: 'update-attribute', config });
const add = (id: string, segment: string) => ({ id, type: 'add-to-segment', config: { segment } });
const remove = (id: string, segment: string) => ({ id, type: 'remove-from-segment', config: { segment } });
const valuesOf = async (id: string) => (await getContact(db.orm, seal, id)).values;
const members = async (name: string, id: string) =>
  (
    await sql`select 1 from segment_members m join segments s on s.id = m.segment_id
      where s.name = ${name} and m.contact_id = ${id}`
  ).length;

describe('removing from a segment', () => {
  it('takes out who is in it, and leaves alone who is not', async () => {
    const [first, second] = await people(2);
    await sql`insert into segment_members (lane, contact_id, segment_id)
      select ${first!.lane}, ${first!.id}, id from segments where name = 'Asked'`;
    const journey = await publish(chain('removes', [remove('out', 'Asked'), end]));
    await enroll(sql, { journeyId: journey, contacts: [first!, second!] });
    await settle();
    expect(await members('Asked', first!.id)).toBe(0);
    expect((await counts(journey))['out']).toEqual({ entered: 2, here: 0, passed: { removed: 2 }, exited: {} });
  });

  it('is seen by the steps after it in the same walk; what a walk did last to a segment counts', async () => {
    const [one] = await people(1);
    const ask = (id: string) => ({
      id,
      type: 'branch',
      config: { paths: [{ id: 'in', label: '', filter: { segment: 'Told' } }] },
    });
    const journey = await publish({
      ...chain('in and out', [add('in', 'Told'), ask('first'), remove('out', 'Told'), ask('second'), end]),
      edges: [
        { from: 'trigger', outlet: 'entered', to: 'in' },
        { from: 'in', outlet: 'added', to: 'first' },
        { from: 'first', outlet: 'in', to: 'out' },
        { from: 'out', outlet: 'removed', to: 'second' },
        { from: 'second', outlet: 'otherwise', to: 'done' },
      ],
    });
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    await settle();
    expect(await standing(journey)).toMatchObject([{ step: 'done', exitReason: 'completed' }]);
    expect(await members('Told', one!.id)).toBe(0);
    const back = await publish(chain('out and in', [remove('out', 'Told'), add('in', 'Told'), end]));
    await enroll(sql, { journeyId: back, contacts: [one!] });
    await settle();
    expect(await members('Told', one!.id)).toBe(1);
  });

  it('wakes who waits for the contact to be out', async () => {
    const [one] = await people(1);
    const waits = {
      id: 'until-out',
      type: 'wait-for-event',
      config: { event: { kind: 'filter', filter: { not: { segment: 'Asked' } } }, timeout: 'P9D' },
    };
    await sql`insert into segment_members (lane, contact_id, segment_id)
      select ${one!.lane}, ${one!.id}, id from segments where name = 'Asked'`;
    const waiting = await publish(chain('waits to be out', [waits, end]));
    await enroll(sql, { journeyId: waiting, contacts: [one!] });
    await settle();
    expect(await standing(waiting)).toMatchObject([{ step: 'until-out', state: 'waiting' }]);
    const removing = await publish(chain('takes out', [remove('out', 'Asked'), end]));
    await enroll(sql, { journeyId: removing, contacts: [one!] });
    await settle();
    expect(await standing(waiting)).toMatchObject([{ step: 'done' }]);
  });
});

describe('updating an attribute', () => {
  it('writes each contact’s sealed value, and the next step sees it', async () => {
    const who = await people(3, (i) => ({ visits: i, city: 'Austin' }));
    const many = {
      id: 'many',
      type: 'branch',
      config: { paths: [{ id: 'yes', label: '', filter: { attribute: 'visits', op: 'gte', value: 3 } }] },
    };
    const journey = await publish({
      ...chain('counts', [update('count', { attribute: 'visits', action: 'increase', by: 1 }), many, end]),
      edges: [
        { from: 'trigger', outlet: 'entered', to: 'count' },
        { from: 'count', outlet: 'updated', to: 'many' },
        { from: 'many', outlet: 'yes', to: 'done' },
      ],
    });
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    const values = await Promise.all(who.map(({ id }) => valuesOf(id)));
    expect(values.map((one) => one['visits'])).toEqual([1, 2, 3]);
    expect(values.every((one) => one['city'] === 'Austin')).toBe(true);
    expect((await standing(journey)).map((one) => one.step)).toEqual(['many', 'many', 'done']);
  });

  it('does several changes of a walk in order, and writes a contact once', async () => {
    const [one] = await people(1, () => ({ city: 'Austin', topics: ['heart'] }));
    const journey = await publish(
      chain('several', [
        update('u1', { attribute: 'visits', action: 'set', value: 4 }),
        update('u2', { attribute: 'visits', action: 'increase', by: -1.5 }),
        update('u3', { attribute: 'topics', action: 'add', value: 'sleep' }),
        update('u4', { attribute: 'topics', action: 'remove', value: 'heart' }),
        update('u5', { attribute: 'city', action: 'clear' }),
        update('u6', { attribute: 'seen_at', action: 'now' }),
        end,
      ]),
    );
    const before = await getContact(db.orm, seal, one!.id);
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    await settle();
    const after = await getContact(db.orm, seal, one!.id);
    expect(after.values).toMatchObject({ visits: 2.5, topics: ['sleep'] });
    expect(after.values['city']).toBeUndefined();
    expect(after.values['seen_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-0[56]:00$/);
    expect(after.revision).toBe(before.revision + 1);
  });

  it('loses nothing that somebody else changes at the same time', async () => {
    const [one] = await people(1, () => ({ visits: 1, city: 'Austin' }));
    const journey = await publish(chain('races', [update('count', { attribute: 'visits', action: 'increase' }), end]));
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    // Edited after the walk has read the contact and before it writes: another attribute, and the very one it counts.
    const edited = {
      ...world,
      batch: ((work) =>
        world.batch(async (batch) =>
          work({
            ...batch,
            save: async (moves, at) => {
              const { revision } = await getContact(db.orm, seal, one!.id);
              await sql.begin((tx) =>
                editContact(tx, { seal, newId }, { id: one!.id, revision, attributes: { city: 'Dallas', visits: 10 } }),
              );
              return batch.save(moves, at);
            },
          }),
        )) as typeof world.batch,
    };
    await turn(edited, { limit: 10, routes: makeRoutes() });
    expect(await valuesOf(one!.id)).toMatchObject({ city: 'Dallas', visits: 11 });
  });

  it('counts every enrollment of one contact, also two in one batch and many batches at once', async () => {
    const [one] = await people(1);
    const count = update('count', { attribute: 'visits', action: 'increase' });
    const journeys: string[] = [];
    for (let i = 0; i < 6; i++) journeys.push(await publish(chain(`counts ${i}`, [count, end])));
    for (const journeyId of journeys) await enroll(sql, { journeyId, contacts: [one!] });
    await tick(2);
    await Promise.all([1, 2, 3, 4].map(() => turn(world, { limit: 1, routes: makeRoutes() })));
    await settle();
    expect(await valuesOf(one!.id)).toMatchObject({ visits: 6 });
  });

  it('needs the same few statements for one contact as for five hundred', async () => {
    const journey = await publish(chain('batch', [update('count', { attribute: 'visits', action: 'increase' }), end]));
    const statements = async (n: number) => {
      await enroll(sql, { journeyId: journey, contacts: await people(n) });
      let sent = 0;
      const counting = new Proxy(db.sql, {
        get: (target, name) =>
          name === 'begin'
            ? (work: (tx: typeof sql) => Promise<unknown>) =>
                target.begin((tx) =>
                  work(
                    new Proxy(tx, {
                      apply(to, self, args: unknown[]) {
                        const made: unknown = Reflect.apply(to, self, args);
                        if (Array.isArray(args[0]) && 'raw' in args[0]) sent++;
                        return made;
                      },
                    }) as unknown as typeof sql,
                  ),
                )
            : (Reflect.get(target, name) as unknown),
      });
      const { openWalkWorld } = await import('#server/walk-world.ts');
      const counted = openWalkWorld({ ...services, db: { ...db, sql: counting } });
      const { claimed } = await turn(counted, { limit: 1000, routes: makeRoutes() });
      expect(claimed).toBe(n);
      return sent;
    };
    const [few, many] = [await statements(1), await statements(500)];
    expect(few).toBeGreaterThan(5);
    expect(many).toBe(few);
  });

  it('wakes who waits for the attribute in another journey, and not itself for what it did before', async () => {
    const [one] = await people(1, () => ({ visits: 1 }));
    const waits = {
      id: 'hears',
      type: 'wait-for-event',
      config: { event: { kind: 'attribute', attribute: 'visits' }, timeout: 'P30D' },
    };
    const other = await publish(chain('listens', [waits, end]));
    await enroll(sql, { journeyId: other, contacts: [one!] });
    await settle();
    const own = await publish(
      chain('changes and listens', [update('count', { attribute: 'visits', action: 'increase' }), waits, end]),
    );
    await enroll(sql, { journeyId: own, contacts: [one!] });
    await settle();
    expect(await standing(other)).toMatchObject([{ step: 'done' }]);
    expect(await standing(own)).toMatchObject([{ step: 'hears', state: 'waiting' }]);
    const third = await publish(
      chain('changes again', [update('count', { attribute: 'visits', action: 'increase' }), end]),
    );
    await enroll(sql, { journeyId: third, contacts: [one!] });
    await settle();
    expect(await standing(own)).toMatchObject([{ step: 'done' }]);
  });

  it('tells nobody when nothing changed', async () => {
    const [one] = await people(1, () => ({ city: 'Austin' }));
    const journey = await publish(
      chain('same', [update('set', { attribute: 'city', action: 'set', value: 'Austin' }), end]),
    );
    const { revision } = await getContact(db.orm, seal, one!.id);
    await enroll(sql, { journeyId: journey, contacts: [one!] });
    await settle();
    expect((await getContact(db.orm, seal, one!.id)).revision).toBe(revision);
    expect(await sql`select 1 from attribute_changes where contact_id = ${one!.id}`).toHaveLength(0);
  });

  it('stands in the contact’s timeline with the journey, and in the audit log with a count, never with a value', async () => {
    const who = await people(3);
    const journey = await publish(
      chain('leaves a trace', [update('mark', { attribute: 'city', action: 'set', value: 'Galveston' }), end]),
    );
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    const timeline = await contactTimeline(sql, who[0]!.id, 50);
    expect(timeline.find((one) => one.kind === 'attribute')).toMatchObject({
      journey: 'leaves a trace',
      journeyId: journey,
      step: 'mark',
      what: 'City',
    });
    const entries = await sql`select actor, action, details from audit where subject = ${`journey:${journey}`}`;
    expect(entries).toEqual([
      {
        actor: `journey:${journey}`,
        action: 'journey.update-attribute',
        details: { step: 'mark', attribute: 'city', contacts: 3 },
      },
    ]);
    expect(JSON.stringify([timeline, entries])).not.toContain('Galveston');
  });

  it('pauses the journey, moving nobody, when the attribute is not what it was; and goes on when it is again', async () => {
    const who = await people(2);
    const journey = await publish(
      chain('retyped', [rest, update('count', { attribute: 'visits', action: 'increase' }), end]),
    );
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    await sql`update attributes set type = 'text' where key = 'visits'`;
    await pass(4 * DAY);
    await settle();
    const [row] = await sql`select state, paused_reason as reason from journeys where id = ${journey}`;
    expect(row).toEqual({ state: 'paused', reason: 'ATTRIBUTE_INVALID' });
    expect((await standing(journey)).map((one) => one.step)).toEqual(['rest', 'rest']);
    await sql`update attributes set type = 'number' where key = 'visits'`;
    await sql`update journeys set state = 'live', paused_reason = null where id = ${journey}`;
    await settle();
    expect((await standing(journey)).map((one) => one.step)).toEqual(['done', 'done']);
  });

  it('sets aside a contact whose row cannot be opened, and changes the others', async () => {
    const who = await people(3);
    await sql`update contacts set sealed = '\\x00' where id = ${who[1]!.id}`;
    const journey = await publish(
      chain('altered', [update('count', { attribute: 'visits', action: 'increase' }), end]),
    );
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    expect((await standing(journey)).map((one) => one.problem)).toEqual([null, 'CONTACT_UNREADABLE', null]);
    expect(await valuesOf(who[2]!.id)).toMatchObject({ visits: 1 });
    expect(laneOf(who[0]!.id)).toBe(who[0]!.lane);
  });
});

describe('a split in the real engine', () => {
  it('sends contacts down both paths, each counted', async () => {
    const paths = [
      { id: 'a', label: '', weight: 50 },
      { id: 'b', label: '', weight: 50 },
    ];
    const journey = await publish({
      ...chain('splits', [{ id: 'split', type: 'split', config: { paths } }, end]),
      edges: [
        { from: 'trigger', outlet: 'entered', to: 'split' },
        { from: 'split', outlet: 'a', to: 'done' },
        { from: 'split', outlet: 'b', to: 'done' },
      ],
    });
    await enroll(sql, { journeyId: journey, contacts: await people(400) });
    await settle();
    const { passed } = (await counts(journey))['split']!;
    expect((passed['a'] ?? 0) + (passed['b'] ?? 0)).toBe(400);
    expect(Math.min(passed['a'] ?? 0, passed['b'] ?? 0)).toBeGreaterThan(140);
  });
});
