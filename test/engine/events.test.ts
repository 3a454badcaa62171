import { describe, expect, it } from 'vitest';
import { attributesChanged } from '#store/events/attributes-changed.ts';
import { type NewEvent, ingest } from '#store/events/ingest.ts';
import { enterOnEvents } from '#store/events/enter-on-events.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { newId } from '#store/new-id.ts';
import { sealValues } from '#store/contacts/open.ts';
import type { AttributeValue } from '#core/segment/fields.ts';
import { DAY, type Person, chain, rig } from './rig.ts';

const { sql, seal, world, people, publish, tick, settle, pass, standing } = await rig();

const waitFor = (event: Record<string, unknown>) => ({
  id: 'listen',
  type: 'wait-for-event',
  config: { event, timeout: 'P7D' },
});
const end = { id: 'heard', type: 'end', config: {} };
const toNowhere = [{ from: 'listen', outlet: 'timeout', to: 'missed' }];
const waits = (name: string, event: Record<string, unknown>) => {
  const drawn = chain(name, [waitFor(event), end], toNowhere);
  return publish({ ...drawn, steps: [...drawn.steps!, { id: 'missed', type: 'end', name: '', config: {} }] });
};

const custom = (who: Person, name: string, more: Partial<NewEvent> = {}): NewEvent => ({
  id: newId(Date.now()),
  lane: who.lane,
  contactId: who.id,
  kind: 'custom',
  name,
  ...more,
});

const steps = async (journey: string) => (await standing(journey)).map((one) => one.step);

async function change(who: Person, values: Record<string, AttributeValue>) {
  const key = seal.newContactKey(who.id);
  await sql.begin(async (tx) => {
    await tx`
      update contacts set sealed = ${Buffer.from(sealValues(seal, key, values))},
        wrapped_key = ${Buffer.from(key.wrappedKey)}, key_version = ${key.keyVersion}
      where lane = ${who.lane} and id = ${who.id}`;
    await attributesChanged(tx, [{ lane: who.lane, contactId: who.id, keys: Object.keys(values) }]);
  });
}

describe('an event', () => {
  it('wakes who waits for it and nobody else, and the others time out', async () => {
    const journey = await waits('by name', { kind: 'custom', name: 'visited' });
    const [a, b, c] = await people(3);
    await enroll(sql, { journeyId: journey, contacts: [a!, b!, c!] });
    await tick();
    await ingest(sql, [custom(a!, 'visited'), custom(b!, 'something else')]);
    await settle();
    expect(await steps(journey)).toEqual(['heard', 'listen', 'listen']);
    await pass(7 * DAY + 3_600_000);
    await settle();
    expect(await steps(journey)).toEqual(['heard', 'missed', 'missed']);
  });

  it('is not lost when it comes after the walk claimed the contact and before it committed', async () => {
    const journey = await waits('race', { kind: 'custom', name: 'visited' });
    const [who] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [who!] });
    let arriving: Promise<number> | null = null;
    await world.batch(async (batch) => {
      const { now, journeys } = await batch.due(null);
      const due = journeys.find((one) => one.id === journey)!;
      const [claimed] = await batch.claim(due, 1, now, null);
      arriving = ingest(sql, [custom(who!, 'visited')]);
      // Long enough for it to have looked for someone waiting, if it did not wait for us.
      await new Promise((done) => setTimeout(done, 200));
      const before = claimed!.standing;
      const after = {
        ...before,
        step: 'listen',
        state: 'waiting' as const,
        visits: { listen: 1 },
        dueAt: now + 7 * DAY,
        waitingFor: ['custom:visited'],
        enteredStepAt: now,
      };
      await batch.save(
        [{ before, after, version: 1, priority: 5, visits: [], commands: [], counts: [], problem: null }],
        now,
      );
    });
    expect(await arriving!).toBe(1);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('is kept once, however often it is sent', async () => {
    const journey = await waits('repeats', { kind: 'custom', name: 'visited' });
    const [who] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [who!] });
    const first = custom(who!, 'visited', { dedupe: 'order 17' });
    expect(await ingest(sql, [first, custom(who!, 'visited', { dedupe: 'order 17' })])).toBe(1);
    expect(await ingest(sql, [first, custom(who!, 'visited', { dedupe: 'order 17' })])).toBe(0);
    expect(await sql`select 1 from events where contact_id = ${who!.id}`).toHaveLength(1);
    await settle();
  });

  it('of a contact that is gone is left out, and the others are kept', async () => {
    const [who] = await people(1);
    const gone = { lane: 3, id: newId(Date.now()) };
    expect(await ingest(sql, [custom(gone, 'visited'), custom(who!, 'visited')])).toBe(1);
  });

  it('judged automated is kept but moves nobody', async () => {
    const send = { id: 'mail', type: 'send-email', config: { template: 'Welcome' } };
    const journey = await publish(chain('prefetched', [send, waitFor({ kind: 'open' }), end]));
    const [who] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [who!] });
    await tick();
    const [mail] = await sql<{ id: string }[]>`select id from messages where journey_id = ${journey}`;
    const open = { kind: 'open', journeyId: journey, step: 'mail', messageId: mail!.id } as const;
    await ingest(sql, [custom(who!, '', { ...open, human: false })]);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    await ingest(sql, [custom(who!, '', open)]);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('for another link does not hide the click that is waited for', async () => {
    const send = { id: 'mail', type: 'send-email', config: { template: 'Welcome' } };
    const journey = await publish(chain('links', [send, waitFor({ kind: 'click', link: 'More' }), end]));
    const [who] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [who!] });
    await tick();
    const [mail] = await sql<{ id: string }[]>`select id from messages where journey_id = ${journey}`;
    const click = (link: string) =>
      custom(who!, '', { kind: 'click', journeyId: journey, step: 'mail', messageId: mail!.id, link });
    await ingest(sql, [click('Portal')]);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    await ingest(sql, [click('Portal')]);
    await ingest(sql, [click('More')]);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });
});

describe('a change of a contact', () => {
  it('wakes a wait for that attribute', async () => {
    const journey = await waits('attribute', { kind: 'attribute', attribute: 'language' });
    const [who, other] = await people(2);
    await enroll(sql, { journeyId: journey, contacts: [who!, other!] });
    await tick();
    await change(other!, { phone: '555 0100' });
    await change(who!, { language: 'es' });
    await settle();
    expect(await steps(journey)).toEqual(['heard', 'listen']);
  });

  it('moves the due time of a wait relative to a date', async () => {
    await sql`
      insert into attributes (key, label, type, phi) values ('next_visit', 'Next visit', 'date', 'P1')
      on conflict do nothing`;
    const wait = {
      id: 'rest',
      type: 'wait-for-time',
      config: { mode: 'attribute', attribute: 'next_visit', offset: 'P2D', direction: 'before', onMissing: 'wait' },
    };
    const journey = await publish(chain('visit', [wait, end]));
    const day = async (inDays: number) => new Date((await world.now()) + inDays * DAY).toISOString().slice(0, 10);
    const [who] = await people(1);
    await enroll(sql, { journeyId: journey, contacts: [who!] });
    await tick();
    await change(who!, { next_visit: await day(30) });
    await settle();
    await pass(10 * DAY);
    await settle();
    expect(await steps(journey)).toEqual(['rest']);
    await change(who!, { next_visit: await day(5) });
    await settle();
    await pass(4 * DAY);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('makes a wait for a filter look again, also when another journey added the contact to a segment', async () => {
    await sql`insert into segments (id, name) values (gen_random_uuid(), 'Asked')`;
    const waiting = await waits('filter', { kind: 'filter', filter: { segment: 'Asked' } });
    const adding = await publish(
      chain('adds', [
        { id: 'add', type: 'add-to-segment', config: { segment: 'Asked' } },
        { ...end, id: 'over' },
      ]),
    );
    const [who, other] = await people(2);
    await enroll(sql, { journeyId: waiting, contacts: [who!, other!] });
    await settle();
    expect(await steps(waiting)).toEqual(['listen', 'listen']);
    await enroll(sql, { journeyId: adding, contacts: [who!] });
    await settle();
    expect(await steps(waiting)).toEqual(['heard', 'listen']);
    expect(await sql`select 1 from wakes`).toHaveLength(0);
  });
});

describe('an API event that is a trigger', () => {
  const triggers = [
    {
      type: 'api-event',
      config: { name: 'booked' },
      filter: { attribute: 'language', op: 'eq', value: 'es' } as const,
    },
  ];

  it('enrolls whom its filter lets in, once', async () => {
    const journey = await publish({ ...chain('booked', [end]), triggers });
    const [spanish, english] = await people(2, (i) => ({ language: i === 0 ? 'es' : 'en' }));
    const events = [custom(spanish!, 'booked'), custom(english!, 'booked'), custom(spanish!, 'booked')];
    const entered = await sql.begin(async (tx) => {
      await ingest(tx, events);
      return [...(await enterOnEvents({ sql: tx, seal }, events))];
    });
    expect(entered).toEqual([[events[0]!.id, [journey]]]);
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('enrolls once per key where re-entry is keyed by a property', async () => {
    const settings = { reentry: { key: 'visit' }, priority: 5, timezone: 'America/Chicago', exit: [] };
    const journey = await publish({
      ...chain('keyed', [end]),
      settings,
      triggers: [{ type: 'api-event', config: { name: 'seen' } }],
    });
    const [who] = await people(1);
    const [row] = await sql<{ wrappedKey: Uint8Array; keyVersion: number }[]>`
      select wrapped_key as "wrappedKey", key_version as "keyVersion" from contacts where id = ${who!.id}`;
    const seen = (visit: string) =>
      custom(who!, 'seen', {
        sealed: seal.sealFor({ id: who!.id, ...row! }, 'event', Buffer.from(JSON.stringify({ visit }))),
      });
    for (const visit of ['seventeen', 'eighteen', 'seventeen']) {
      const event = seen(visit);
      await sql.begin(async (tx) => {
        await ingest(tx, [event]);
        await enterOnEvents({ sql: tx, seal }, [event]);
      });
    }
    await ingest(sql, []);
    const keys = await sql<{ key: string }[]>`select entry_key as key from enrollments where journey_id = ${journey}`;
    expect(keys).toHaveLength(2);
    // Words, not digits: two digits stand in a hash by chance.
    expect(keys.every(({ key }) => !/seventeen|eighteen/.test(key) && key.length === 24)).toBe(true);
  });
});
