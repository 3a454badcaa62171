import { describe, expect, it } from 'vitest';
import { editContact } from '#store/contacts/edit.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { enterOnEvents } from '#store/events/enter-on-events.ts';
import { type NewEvent, ingest } from '#store/events/ingest.ts';
import { newId } from '#store/new-id.ts';
import { type Person, chain, rig } from './rig.ts';

const { sql, seal, people, publish, settle, tick, pass, standing, world } = await rig();
const MINUTE = 60_000;

await sql`insert into attributes (key, label, type, phi) values ('visit_status', 'Status of the visit', 'text', 'P1') on conflict do nothing`;

const rest = { id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'PT1H' } };
const listen = (event: Record<string, unknown>, id = 'listen') => ({
  id,
  type: 'wait-for-event',
  config: { event, timeout: 'P7D' },
});
const end = { id: 'heard', type: 'end', config: {} };
const booked = { kind: 'custom', name: 'booked' };
const status = { kind: 'attribute', attribute: 'visit_status' };

const happens = ({ lane, id }: Person, name = 'booked', more: Partial<NewEvent> = {}) =>
  ingest(sql, [{ id: newId(Date.now()), lane, contactId: id, kind: 'custom', name, ...more }]);

async function change({ lane, id }: Person, value: string): Promise<void> {
  const [row] = await sql<{ revision: number }[]>`select revision from contacts where lane = ${lane} and id = ${id}`;
  const edit = { id, revision: row!.revision, attributes: { visit_status: value } };
  await sql.begin((tx) => editContact(tx, { seal, newId: () => newId(Date.now()) }, edit));
}

const steps = async (journey: string) => (await standing(journey)).map((one) => one.step);

async function begin(journey: string, n = 1): Promise<Person[]> {
  const who = await people(n);
  await enroll(sql, { journeyId: journey, contacts: who });
  await settle();
  return who;
}

describe.each([
  ['a custom event', booked, (who: Person) => happens(who)],
  ['a change of an attribute', status, (who: Person) => change(who, `v${Math.random()}`)],
] as const)('%s', (name, event, arrive) => {
  it('that comes up to ten minutes before its wait is reached answers it, and no earlier one does', async () => {
    const journey = await publish(chain(`${name}: just before`, [rest, listen(event), end]));
    const [early, late] = await begin(journey, 2);
    await pass(45 * MINUTE);
    await arrive(early!);
    await settle();
    await pass(6 * MINUTE);
    await arrive(late!);
    await settle();
    await pass(9 * MINUTE);
    await settle();
    expect(await steps(journey)).toEqual(['listen', 'heard']);
    await arrive(early!);
    await settle();
    expect(await steps(journey)).toEqual(['heard', 'heard']);
  });

  it('from before the contact entered is none of the journey’s', async () => {
    const journey = await publish(chain(`${name}: before entering`, [listen(event), end]));
    const who = await people(1);
    await arrive(who[0]!);
    await settle();
    await pass(1000);
    await enroll(sql, { journeyId: journey, contacts: who });
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
  });

  it('answers one wait and not the next, however soon that is reached', async () => {
    const journey = await publish(
      chain(`${name}: twice`, [rest, listen(event, 'first'), listen(event, 'second'), { ...end, id: 'over' }]),
    );
    const [who] = await begin(journey);
    await pass(55 * MINUTE);
    await arrive(who!);
    // Not settled: a note of the change is read only after the change was found in the records.
    await pass(5 * MINUTE);
    await tick();
    expect(await steps(journey)).toEqual(['second']);
    await settle();
    expect(await steps(journey)).toEqual(['second']);
    await arrive(who!);
    await settle();
    expect(await steps(journey)).toEqual(['over']);
  });

  it('twice just before answers two waits', async () => {
    const journey = await publish(
      chain(`${name}: two at once`, [rest, listen(event, 'first'), listen(event, 'second'), { ...end, id: 'over' }]),
    );
    const [who] = await begin(journey);
    await pass(55 * MINUTE);
    await arrive(who!);
    await pass(MINUTE);
    await arrive(who!);
    await settle();
    await pass(4 * MINUTE);
    await settle();
    expect(await steps(journey)).toEqual(['over']);
  });
});

describe('what a journey did or was begun by', () => {
  it('is no answer: a change by its own step', async () => {
    const set = {
      id: 'set',
      type: 'update-attribute',
      config: { attribute: 'visit_status', action: 'set', value: 'seen' },
    };
    const journey = await publish(
      chain('own change', [
        rest,
        set,
        { ...rest, id: 'pause', config: { mode: 'duration', duration: 'PT1M' } },
        listen(status),
        end,
      ]),
    );
    const [who] = await begin(journey);
    await pass(60 * MINUTE);
    await settle();
    await pass(MINUTE);
    await settle();
    expect(await steps(journey)).toEqual(['listen']);
    await change(who!, 'by someone else');
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });

  it('is no answer: the event that let the contact in; another of the same call is', async () => {
    const triggers = [{ type: 'api-event', config: { name: 'booked' } }];
    const again = await publish({ ...chain('booked again', [listen(booked), end]), triggers });
    const paid = await publish({ ...chain('and paid', [listen({ kind: 'custom', name: 'paid' }), end]), triggers });
    const [who] = await people(1);
    const event = (name: string): NewEvent => ({
      id: newId(Date.now()),
      lane: who!.lane,
      contactId: who!.id,
      kind: 'custom',
      name,
    });
    const events = [event('booked'), event('paid')];
    await sql.begin(async (tx) => {
      await ingest(tx, events);
      await enterOnEvents({ sql: tx, seal }, events);
    });
    await settle();
    expect(await steps(again)).toEqual(['listen']);
    expect(await steps(paid)).toEqual(['heard']);
    await happens(who!);
    await settle();
    expect(await steps(again)).toEqual(['heard']);
  });
});

/** Kinds, with the step before the wait, what arrives, and the key it waits under. */
const KINDS = ['open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'attribute', 'filter'] as const;

describe('what arrives after the walk claimed the contact and before it committed', () => {
  it.each(KINDS)('is not lost: %s', async (kind) => {
    const event = {
      custom: booked,
      attribute: status,
      filter: { kind: 'filter', filter: { engaged: 'custom', name: 'booked', did: true, atLeast: 1 } },
    }[kind as 'custom'] ?? { kind, step: 'mail' };
    const send = { id: 'mail', type: 'send-email', config: { template: 'Welcome' } };
    const pause = { id: 'pause', type: 'wait-for-time', config: { mode: 'duration', duration: 'PT1H' } };
    const journey = await publish(chain(`race ${kind}`, [send, pause, listen(event), end]));
    const [who] = await begin(journey);
    const { lane, id: contactId } = who!;
    const [mail] = await sql<
      { id: string }[]
    >`select id from messages where journey_id = ${journey} and contact_id = ${contactId}`;
    await pass(60 * MINUTE);
    const arrive = (): Promise<unknown> => {
      if (kind === 'attribute') return change(who!, 'changed');
      if (kind === 'custom' || kind === 'filter') return happens(who!);
      const about = { journeyId: journey, step: 'mail', messageId: mail!.id };
      return ingest(sql, [{ id: newId(Date.now()), lane, contactId, kind, ...about }]);
    };
    const key =
      { custom: 'custom:booked', attribute: 'attribute:visit_status', filter: 'filter' }[kind as 'custom'] ??
      `${kind}:mail`;
    let arriving: Promise<unknown> = Promise.resolve();
    await world.batch(async (batch) => {
      const { now, journeys } = await batch.due(null);
      const [claimed] = await batch.claim(
        journeys.find((one) => one.id === journey)!,
        1,
        now,
        null,
      );
      arriving = arrive();
      // Long enough for it to have looked for someone waiting, if it did not wait for us.
      await new Promise((done) => setTimeout(done, 200));
      const before = claimed!.standing;
      const parked = { step: 'listen', state: 'waiting' as const, visits: { ...before.visits, listen: 1 } };
      const after = { ...before, ...parked, dueAt: now + 7 * 24 * 60 * MINUTE, waitingFor: [key], enteredStepAt: now };
      const left = { step: 'pause', visit: 1, enteredAt: before.enteredStepAt, leftAt: now, outlet: 'done' };
      const move = { before, after, version: 1, priority: 5, visits: [left], commands: [], counts: [], problem: null };
      await batch.save([move], now);
    });
    await arriving;
    await settle();
    expect(await steps(journey)).toEqual(['heard']);
  });
});
