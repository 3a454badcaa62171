import { describe, expect, it } from 'vitest';
import { appRouter } from '#api/router.ts';
import { createCaller } from '#api/trpc.ts';
import type { Role } from '#core/roles.ts';
import { caseRig, DAY } from '#test/cases/rig.ts';
import { failureOf } from '#test/support/failure-of.ts';

const rig = await caseRig();
const { services, sql, people, publish } = rig;
const callers = createCaller(appRouter);
const as = (role: Role) =>
  callers({ ...services, actor: { id: `${role}-1`, name: role, email: `${role}@stepwell.example`, role } });
const contact = await people.contact('no-such-eob.lovelace@clearlake.example', {
  phone: '+1 555 010 0199',
  medication: 'Zolpidem',
});
await rig.enter(await publish({ template: 'Refill' }, { queue: 'EOB desk' }), contact);
const id = (await rig.casesOf(contact))[0]!.id;

const actions = async (subject: string) => {
  const rows = await sql<{ action: string; details: Record<string, unknown> }[]>`
    select action, details from audit where subject = ${subject} order by seq`;
  return rows.map((row) => row.action);
};

describe('cases over the API', () => {
  it('show a manager how many there are, and nothing else', async () => {
    const { cases, disclosures } = as('manager');
    expect(await cases.counts()).toMatchObject({ open: 1, overdue: 0, unassigned: 1, mine: 0 });
    for (const refused of [
      cases.list({}),
      cases.get({ id }),
      cases.reveal({ id }),
      cases.resend({ id }),
      cases.close({ id }),
      disclosures.list({ contactId: contact.id }),
      as('designer').cases.counts(),
      as('compliance').cases.resend({ id }),
      as('marketer').disclosures.csv({ contactId: contact.id }),
    ])
      expect(await failureOf(refused)).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are masked until revealed, and each look is written down', async () => {
    const { cases } = as('compliance');
    const listed = await cases.list({});
    expect(listed.cases).toMatchObject([{ id, cause: 'unknown-address', queue: 'EOB desk' }]);
    expect(JSON.stringify([listed, await cases.get({ id })])).not.toMatch(/lovelace|Zolpidem|0199/i);
    expect(await cases.reveal({ id })).toMatchObject({ email: contact.email, phone: '+1 555 010 0199' });
    expect(await actions(`case:${id}`)).toEqual(['case.read', 'case.reveal']);
  });

  it('are worked step by step, each with its entry in the audit log, which holds no value', async () => {
    const { cases } = as('marketer');
    await sql`insert into users (id, name, email, role) values ('marketer-1', 'Ann', 'ann@stepwell.example', 'marketer'),
      ('manager-1', 'Max', 'max@stepwell.example', 'manager')`;
    expect(await cases.workers()).toEqual([{ id: 'marketer-1', name: 'Ann' }]);
    expect(await failureOf(cases.assign({ id, assignee: 'manager-1' }))).toMatchObject({ code: 'INVALID_INPUT' });
    await cases.assign({ id, assignee: 'marketer-1' });
    expect(await cases.counts()).toMatchObject({ mine: 1, unassigned: 0 });
    expect((await cases.list({ filter: 'mine' })).cases).toHaveLength(1);
    expect(await failureOf(cases.resend({ id }))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    await cases.confirmAddress({ id, channel: 'phone', address: 'ada.found@clearlake.example', note: 'On Zolpidem' });
    await cases.resend({ id });
    expect(await failureOf(cases.resend({ id }))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    await rig.delivery.run();
    await cases.close({ id });
    expect(await cases.counts()).toMatchObject({ open: 0 });
    const told = await actions(`case:${id}`);
    expect(told.slice(2)).toEqual(['case.assign', 'case.confirm-address', 'case.resend', 'case.close']);
    const all = await sql`select details::text as text from audit`;
    for (const row of all) expect(row['text']).not.toMatch(/found@|lovelace|Zolpidem/i);
    await rig.walk();
    expect(await rig.stepOf(contact)).toBe('again');
  });

  it('stand in the contact’s timeline and in the disclosure report', async () => {
    const timeline = await as('marketer').contacts.timeline({ id: contact.id });
    const steps = timeline.filter((item) => item.kind === 'case').map((item) => item.what);
    expect(new Set(steps)).toEqual(
      new Set(['open', 'assign', 'confirm-address', 'resend', 'resend-delivered', 'close']),
    );
    const { disclosures } = await as('compliance').disclosures.list({ contactId: contact.id });
    expect(disclosures.map((one) => one.kind)).toEqual(['email', 'address-check', 'email']);
    const { csv } = await as('compliance').disclosures.csv({ contactId: contact.id });
    expect(csv).not.toMatch(/lovelace|Zolpidem|found@/i);
    expect(await actions(`contact:${contact.id}`)).toEqual(
      expect.arrayContaining(['disclosure.read', 'disclosure.export']),
    );
  });

  it('let a person decide about a message in doubt, once its time has come', async () => {
    const other = await people.contact('ada.lost@clearlake.example');
    await rig.enter(await publish({}), other);
    const [mail] = await rig.messagesOf(other);
    await sql`update messages set state = 'in_doubt' where id = ${mail!.id}`;
    const { messages } = as('admin');
    expect(await failureOf(messages.decide({ id: mail!.id, verdict: 'arrived' }))).toMatchObject({
      code: 'DOUBT_TOO_EARLY',
    });
    await rig.pass(3 * DAY);
    await messages.decide({ id: mail!.id, verdict: 'not-arrived' });
    expect((await messages.get({ id: mail!.id })).message).toMatchObject({ state: 'failed', reason: 'NOT_ARRIVED' });
    expect(await actions(`message:${mail!.id}`)).toEqual(['message.decide', 'message.read']);
  });
});
