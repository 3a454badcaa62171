import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import { prepareBatch } from '#server/delivery/prepare.ts';
import { countSharing } from '#store/audience/count-sharing.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { editContact } from '#store/contacts/edit.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { failureOf } from '#test/support/failure-of.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { caseRig } from './rig.ts';

const rig = await caseRig();
const { services, sql, people, act, delivery } = rig;
const { seal, newId } = services;
const api = createCaller(appRouter)({
  ...services,
  actor: { id: 'ann', name: 'Ann', email: 'ann@stepwell.example', role: 'marketer' },
});
let n = 0;

async function family(address: string, size: number): Promise<Recipient[]> {
  const rows = Array.from({ length: size }, (_, i) => ({
    attributes: { email: address, first_name: `Ada ${i}`, external_id: `f${n++}`, medication: 'Zolpidem' },
  }));
  const made = await upsertContacts({ sql, seal, newId }, rows, { sharedAddress: 'allow' });
  return made.flatMap((one) => ('id' in one ? [{ lane: one.lane, id: one.id, email: address }] : []));
}

async function send(to: Recipient, template = 'Refill'): Promise<{ id: string; state: string; reason: string | null }> {
  const id = (await people.queue([to], { template })).get(to.id)!;
  await delivery.run();
  return (await rig.messagesOf(to)).find((mail) => mail.id === id)!;
}

const edit = async (who: Recipient, email: string) => {
  const [row] = await sql<{ revision: number }[]>`select revision from contacts where id = ${who.id}`;
  await act(({ sql: tx }) =>
    editContact(
      tx,
      { seal, newId },
      { id: who.id, revision: row!.revision, attributes: { email }, sharedAddress: 'allow' },
    ),
  );
};

describe('mail about a patient to a shared address', () => {
  it('is held, of every class but none, and mail without patient data is not', async () => {
    const [mother, child] = await family('home.a@clearlake.example', 2);
    expect(await send(mother!)).toMatchObject({ state: 'held', reason: 'SHARED_ADDRESS' });
    expect(await send(child!)).toMatchObject({ state: 'held', reason: 'SHARED_ADDRESS' });
    expect(await send(child!, 'Open house')).toMatchObject({ state: 'sent' });
    expect(await rig.mailsTo('home.a@clearlake.example')).toBe(1);
    const alone = await people.contact('alone.a@clearlake.example', { medication: 'Zolpidem' });
    expect(await send(alone)).toMatchObject({ state: 'sent' });
  });

  it('goes once a person says of those shown that it is meant; the others’ too, and later mail', async () => {
    const [mother, child] = await family('home.b@clearlake.example', 2);
    const held = await send(mother!);
    const other = await send(child!);
    const { shared } = await api.messages.get({ id: held.id });
    expect(shared).toEqual([child!.id]);
    expect(await failureOf(api.messages.release({ id: held.id }))).toMatchObject({ code: 'SHARING_UNCONFIRMED' });
    expect(await failureOf(api.messages.release({ id: held.id, sharedWith: [newId()] }))).toMatchObject({
      code: 'SHARING_CHANGED',
    });
    expect(await api.messages.release({ id: held.id, sharedWith: shared! })).toEqual({ released: 2 });
    await delivery.run();
    expect((await rig.messagesOf(mother!)).map((mail) => mail.state)).toEqual(['sent']);
    expect((await rig.messagesOf(child!)).find((mail) => mail.id === other.id)).toMatchObject({ state: 'sent' });
    expect(await send(child!)).toMatchObject({ state: 'sent' });
    const audit =
      await sql`select details from audit where action = 'message.release' and subject = ${`message:${held.id}`}`;
    expect(audit[0]!['details']).toMatchObject({ sharingConfirmed: [mother!.id, child!.id].sort(), released: 2 });
    expect(await api.contacts.get({ id: child!.id })).toMatchObject({ shared: [mother!.id], sharingConfirmed: true });
  });

  it('is held again as soon as anyone joins, leaves, or comes back', async () => {
    const [mother, child] = await family('home.c@clearlake.example', 2);
    await api.contacts.confirmSharing({ id: mother!.id, sharedWith: [child!.id] });
    expect(await send(mother!)).toMatchObject({ state: 'sent' });
    const [aunt] = await family('home.c@clearlake.example', 1);
    expect(await send(mother!)).toMatchObject({ state: 'held', reason: 'SHARED_ADDRESS' });
    expect(await failureOf(api.contacts.confirmSharing({ id: mother!.id, sharedWith: [child!.id] }))).toMatchObject({
      code: 'SHARING_CHANGED',
    });
    await api.contacts.confirmSharing({ id: mother!.id, sharedWith: [child!.id, aunt!.id] });
    expect(await send(child!)).toMatchObject({ state: 'sent' });
    await edit(aunt!, 'aunt.c@clearlake.example');
    expect(await send(child!)).toMatchObject({ state: 'held' });
    await edit(aunt!, 'home.c@clearlake.example');
    // The same three as were confirmed; but the group was another in between.
    expect(await send(child!)).toMatchObject({ state: 'held' });
    expect(await send(aunt!)).toMatchObject({ state: 'held' });
  });

  it('is not held any more for the one who stays alone', async () => {
    const [mother, child] = await family('home.d@clearlake.example', 2);
    expect(await send(child!)).toMatchObject({ state: 'held' });
    await act(({ sql: tx }) => deleteContact(tx, mother!.id));
    expect(await send(child!)).toMatchObject({ state: 'sent' });
  });

  it('is looked up in one query for a whole batch', async () => {
    const all = (await Promise.all([1, 2, 3, 4].map((i) => family(`home.q${i}@clearlake.example`, 2)))).flat();
    await people.queue(all, { template: 'Refill' });
    let lookups = 0;
    const counting = new Proxy(sql, {
      apply(target, self, args: Parameters<typeof sql>) {
        if (String(args[0]).includes('address_shares')) lookups++;
        return Reflect.apply(target, self, args) as unknown;
      },
    });
    await delivery.run({
      prepare: (batch) => prepareBatch({ ...services, db: { ...services.db, sql: counting } }, batch),
    });
    expect(lookups).toBe(1);
    const states = await sql`select distinct state from messages where contact_id = any(${all.map((one) => one.id)})`;
    expect(states.map((row) => row['state'])).toEqual(['held']);
  });

  it('is counted before a start', async () => {
    await sql`insert into lists (id, name) values (gen_random_uuid(), 'Household')`;
    const [a, b] = await family('home.e@clearlake.example', 2);
    const alone = await people.contact('alone.e@clearlake.example');
    await sql`insert into list_members (lane, contact_id, list_id) select lane, id, (select id from lists where name = 'Household')
      from contacts where id = any(${[a!.id, b!.id, alone.id]})`;
    expect(await countSharing(services, { list: 'Household' })).toBe(2);
    await api.contacts.confirmSharing({ id: a!.id, sharedWith: [b!.id] });
    expect(await countSharing(services, { list: 'Household' })).toBe(0);
    expect(await failureOf(api.journeys.sharingCount({ filter: { list: 'No such' } }))).toMatchObject({
      code: 'SEGMENT_INVALID',
    });
  });
});
