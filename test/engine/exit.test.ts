import { describe, expect, it } from 'vitest';
import type { Filter } from '#core/segment/ast.ts';
import { writtenDay } from '#core/time/written.ts';
import { editContact } from '#store/contacts/edit.ts';
import { getContact } from '#store/contacts/get.ts';
import { enroll } from '#store/enrollments/enroll.ts';
import { ingest } from '#store/events/ingest.ts';
import { addMembers } from '#store/lists/members.ts';
import { type Person, DAY, chain, rig } from './rig.ts';

const { sql, db, seal, world, people, publish, settle, pass, standing, newId } = await rig();
const list = newId();
await sql`insert into lists (id, name) values (${list}, 'Declined')`;
await sql`insert into segments (id, name) values (gen_random_uuid(), 'Booked')`;
await sql`insert into attributes (key, label, type, phi) values ('city', 'City', 'text', 'P0'), ('due', 'Due', 'date', 'P1')`;

const end = { id: 'done', type: 'end', config: { reason: 'completed' } };
const waits = [
  ['a wait for time', { id: 'rest', type: 'wait-for-time', config: { mode: 'duration', duration: 'P30D' } }],
  [
    'a wait for an event',
    { id: 'rest', type: 'wait-for-event', config: { event: { kind: 'custom', name: 'paid' }, timeout: 'P30D' } },
  ],
  [
    'a wait for an attribute',
    { id: 'rest', type: 'wait-for-event', config: { event: { kind: 'attribute', attribute: 'due' }, timeout: 'P30D' } },
  ],
  [
    'a wait around a date, for a window of hours',
    {
      id: 'rest',
      type: 'wait-for-time',
      config: {
        mode: 'attribute',
        attribute: 'due',
        onMissing: 'wait',
        onPast: 'exit',
        window: { from: '09:00', to: '10:00' },
      },
    },
  ],
  ['a webhook', { id: 'rest', type: 'webhook', config: { endpoint: 'CRM', timeout: 'P30D' } }],
] as const;

async function edit({ id }: Person, attributes: Record<string, unknown>): Promise<void> {
  const { revision } = await getContact(db.orm, seal, id);
  await sql.begin((tx) => editContact(tx, { seal, newId }, { id, revision, attributes }));
}
const custom = ({ lane, id }: Person, name: string) =>
  ingest(sql, [{ id: newId(), lane, contactId: id, kind: 'custom', name }]);
let made = 0;
/** Two contacts waiting at a step of a journey with this exit criterion. */
async function waitingTwo(step: { id: string; type: string; config: object }, exit: Filter[]) {
  const name = `exit ${++made}`;
  const drawn = { ...chain(name, [{ ...step, config: { ...step.config } }, end]), settings: { exit } as never };
  const journey = await publish(drawn);
  const two = (await people(2)) as [Person, Person];
  await enroll(sql, { journeyId: journey, contacts: two });
  await settle();
  expect((await standing(journey)).map((one) => [one.step, one.state])).toEqual([
    ['rest', 'waiting'],
    ['rest', 'waiting'],
  ]);
  const dueAt = async () => {
    const rows = await sql<{ due: number | null }[]>`
      select date_part('epoch', due_at) as due from enrollments where journey_id = ${journey} order by contact_id`;
    return rows.map((one) => one.due);
  };
  return { journey, two, name, dueAt };
}
const OUT = { step: 'rest', state: 'exited', exitReason: 'exit_criteria' };
const STAYS = { step: 'rest', state: 'waiting', exitReason: null };

describe.each(waits)('an exit criterion, during %s', (_, step) => {
  it('takes out at the change who comes to meet it by an attribute, and nobody else', async () => {
    const { journey, two } = await waitingTwo(step, [{ attribute: 'city', op: 'eq', value: 'Reno' }]);
    await edit(two[0], { city: 'Reno' });
    await edit(two[1], { city: 'Boise' });
    await settle();
    expect(await standing(journey)).toMatchObject([OUT, STAYS]);
  });

  it('takes out who joins a list, and who does something', async () => {
    const { journey, two } = await waitingTwo(step, [
      { list: 'Declined' },
      { engaged: 'custom', name: 'booked', did: true, atLeast: 1 },
    ]);
    await addMembers(sql, list, [two[0].id]);
    await settle();
    expect(await standing(journey)).toMatchObject([OUT, STAYS]);
    await custom(two[1], 'booked');
    await settle();
    expect(await standing(journey)).toMatchObject([OUT, OUT]);
  });

  it('leaves who does not meet it where and until when they waited, whatever else happens to them', async () => {
    const { journey, two, dueAt } = await waitingTwo(step, [{ attribute: 'city', op: 'eq', value: 'Reno' }]);
    const before = await dueAt();
    await custom(two[0], 'something else');
    await edit(two[0], { city: 'Boise' });
    await addMembers(sql, list, [two[0].id]);
    await settle();
    expect(await standing(journey)).toMatchObject([STAYS, STAYS]);
    expect(await dueAt()).toEqual(before);
  });
});

describe('exit criteria', () => {
  it('are looked at before every step, and before the first', async () => {
    const add = { id: 'mark', type: 'add-to-segment', config: { segment: 'Booked' } };
    const exit: Filter[] = [{ segment: 'Booked' }];
    const drawn = { ...chain('before each', [add, end]), settings: { exit } as never };
    const journey = await publish(drawn);
    const [one, two] = await people(2);
    await sql`insert into segment_members (lane, contact_id, segment_id)
      select ${two!.lane}, ${two!.id}, id from segments where name = 'Booked'`;
    await enroll(sql, { journeyId: journey, contacts: [one!, two!] });
    await settle();
    expect(await standing(journey)).toMatchObject([
      { step: 'done', exitReason: 'exit_criteria' },
      { step: 'trigger', exitReason: 'exit_criteria' },
    ]);
  });

  it('take out who waits for a segment journeys add to, at the moment another journey adds them', async () => {
    const step = waits[0][1];
    const { journey, two } = await waitingTwo(step, [{ segment: 'Booked' }]);
    const adding = await publish(
      chain('books', [{ id: 'mark', type: 'add-to-segment', config: { segment: 'Booked' } }, end]),
    );
    await enroll(sql, { journeyId: adding, contacts: [two[1]] });
    await settle();
    expect(await standing(journey)).toMatchObject([STAYS, OUT]);
  });

  it('that become true only because time passes take effect before the next step', async () => {
    const exit: Filter[] = [{ attribute: 'due', op: 'more_than_ago', value: 'P10D' }];
    const { journey, two } = await waitingTwo(waits[0][1], exit);
    const today = writtenDay('UTC', await world.now());
    await edit(two[0], { due: today });
    await settle();
    await pass(15 * DAY);
    await settle();
    expect(await standing(journey)).toMatchObject([STAYS, STAYS]);
    await pass(16 * DAY);
    await settle();
    expect(await standing(journey)).toMatchObject([OUT, { step: 'done', exitReason: 'completed' }]);
  });
});
