import { describe, expect, it } from 'vitest';
import { arrangeAlternative } from '#store/cases/arrange.ts';
import { closeCase } from '#store/cases/close.ts';
import { confirmAddress } from '#store/cases/confirm-address.ts';
import { openParts } from '#store/cases/sealed-part.ts';
import { resendMessage } from '#store/cases/resend.ts';
import { deleteContact } from '#store/contacts/delete.ts';
import { disclosuresCsv } from '#store/disclosures/csv.ts';
import { disclosuresOf } from '#store/disclosures/of-contact.ts';
import { ingest } from '#store/events/ingest.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { verifyEvidence } from '#store/evidence/verify.ts';
import { failureOf } from '#test/support/failure-of.ts';
import type { Recipient } from '#test/support/delivery.ts';
import { caseRig, DAY } from './rig.ts';

const rig = await caseRig();
const { services, sql, people, publish, enter, act, actor, casesOf, caseNow, walk, pass, delivery } = rig;
let n = 0;
const CANARY = 'Zolpidem';

/** Someone whose statement came to a final non-delivery, and the case it opened. */
async function failed(address: string, send: Record<string, unknown> = {}, watch: Record<string, unknown> = {}) {
  const contact = await people.contact(address.replace('@', `${n++}@`), { medication: CANARY });
  await enter(await publish(send, watch), contact);
  const [one] = await casesOf(contact);
  return { contact, one: one! };
}

const bounce = async (contact: Recipient, messageId: string, name: string) =>
  ingest(sql, [
    {
      id: services.newId(),
      lane: contact.lane,
      contactId: contact.id,
      kind: 'bounce',
      messageId,
      name,
      step: 'mail',
    },
  ]);

const confirm = (id: string, more: { address?: string; note?: string } = {}) =>
  act(({ sql: tx }) => confirmAddress(tx, services, { id, actor, channel: 'phone', ...more }));
const resend = (id: string) => act(({ sql: tx }) => resendMessage(tx, services, { id, actor }));
const arrange = (id: string) => act(({ sql: tx }) => arrangeAlternative(tx, services, { id, actor, channel: 'post' }));
const close = (id: string) => act(({ sql: tx }) => closeCase(tx, services, { id, actor }));

describe('a final non-delivery', () => {
  it.each([
    ['an unknown recipient (550 5.1.1)', 'no-such-eob@clearlake.example', {}, 'unknown-address'],
    ['a full mailbox (552 5.2.2)', 'full-eob@clearlake.example', {}, 'mailbox-full'],
    ['a policy refusal (550 5.7.1)', 'blocked-eob@clearlake.example', {}, 'policy-refusal'],
    ['a TLS fault with no other way', 'eob@oldmail.example', { template: 'Refill' }, 'tls-fault'],
    ['a drop for want of TLS', 'eob@oldmail.example', { template: 'Refill', tlsExclusive: true }, 'tls-fault'],
    ['a domain that takes no mail', 'eob@nowhere.example', {}, 'domain-takes-no-mail'],
    ['a portal notice that comes back', 'no-such-eob@clearlake.example', { portalOnly: true }, 'portal-notice'],
  ])('by %s opens exactly one case with its cause', async (_what, address, send, cause) => {
    const { contact } = await failed(address, send, { queue: 'EOB desk', note: 'Call first' });
    await walk();
    const found = await casesOf(contact);
    expect(found).toMatchObject([
      { cause, state: 'open', queue: 'EOB desk', template: 'template' in send ? send.template : 'Open house' },
    ]);
    expect(await rig.stepOf(contact)).toBe('watch');
    expect(await rig.messagesOf(contact)).toHaveLength(1);
    const audit =
      await sql`select details from audit where action = 'case.open' and details::text like ${`%${found[0]!.id}%`}`;
    expect(audit).toHaveLength(1);
  });

  it('by a late DSN opens one, and only while it is watched', async () => {
    const contact = await people.contact('late.eob@clearlake.example', { medication: CANARY });
    await enter(await publish({}), contact);
    expect(await casesOf(contact)).toEqual([]);
    const [mail] = await rig.messagesOf(contact);
    expect(mail).toMatchObject({ state: 'sent' });
    await pass(2 * DAY);
    await bounce(contact, mail!.id, '4.4.7');
    await walk();
    expect(await casesOf(contact)).toEqual([]);
    await bounce(contact, mail!.id, '5.1.1');
    await bounce(contact, mail!.id, '5.1.1');
    await walk();
    expect(await casesOf(contact)).toMatchObject([{ cause: 'late-dsn', code: '5.1.1', state: 'open' }]);
    expect(await rig.messagesOf(contact)).toMatchObject([{ state: 'bounced', reason: 'LATE_DSN' }]);
    const evidence = await sql`select record from evidence where message_id = ${mail!.id} order by seq desc limit 1`;
    expect(evidence[0]!['record']).toMatchObject({ kind: 'resolution', before: 'sent', because: { code: '5.1.1' } });
    const other = await people.contact('later.eob@clearlake.example');
    await enter(await publish({}), other);
    await pass(6 * DAY);
    await walk();
    expect(await rig.stepOf(other)).toBe('fine');
    await bounce(other, (await rig.messagesOf(other))[0]!.id, '5.1.1');
    await walk();
    expect(await casesOf(other)).toEqual([]);
  });

  it('by a hold that nobody lifts opens one when the watch is over', async () => {
    const contact = await people.contact('held.eob@clearlake.example');
    await enter(await publish({ sender: 'Nobody' }), contact);
    expect(await casesOf(contact)).toEqual([]);
    await pass(5 * DAY + 3_600_000);
    await walk();
    expect(await casesOf(contact)).toMatchObject([{ cause: 'held' }]);
  });

  it('by an expired portal message that nobody read opens one where that is asked for', async () => {
    const contact = await people.contact('unread.eob@clearlake.example', { medication: CANARY });
    await enter(await publish({ template: 'Refill', portalOnly: true }, { unreadPortal: true }), contact);
    await pass(29 * DAY);
    await walk();
    expect(await rig.stepOf(contact)).toBe('watch');
    expect(await casesOf(contact)).toEqual([]);
    await pass(2 * DAY);
    await walk();
    expect(await casesOf(contact)).toMatchObject([{ cause: 'portal-unread' }]);
  });

  it('is none when the email arrived, or was not meant to go any more', async () => {
    const fine = await people.contact('fine.eob@clearlake.example');
    await enter(await publish({}), fine);
    const guarded = await people.contact('guarded.eob@clearlake.example');
    await enter(await publish({ guard: { attribute: 'first_name', op: 'eq', value: 'Grace' } }), guarded);
    expect(await rig.stepOf(guarded)).toBe('fine');
    await pass(5 * DAY + 3_600_000);
    await walk();
    expect(await rig.stepOf(fine)).toBe('fine');
    expect([...(await casesOf(fine)), ...(await casesOf(guarded))]).toEqual([]);
  });
});

describe('a case', () => {
  it('never resends by itself, nor before a person confirmed the address', async () => {
    const { contact, one } = await failed('full-quiet@clearlake.example');
    await pass(20 * DAY);
    await walk();
    await delivery.run();
    expect(await rig.messagesOf(contact)).toHaveLength(1);
    expect(await failureOf(resend(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    expect(await failureOf(close(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    expect(await rig.messagesOf(contact)).toHaveLength(1);
    expect((await caseNow(one.id)).overdue).toBe(true);
  });

  it('confirmed, resent once and delivered lets the contact go on by “resolved” when nothing came back', async () => {
    const { contact, one } = await failed('no-such-moved@clearlake.example', { template: 'Refill' });
    expect(one.cause).toBe('unknown-address');
    await confirm(one.id, { address: 'ada.moved@clearlake.example', note: `She takes ${CANARY}` });
    expect(await rig.messagesOf(contact)).toHaveLength(1);
    const { resendId } = await resend(one.id);
    await delivery.run();
    expect(await rig.messagesOf(contact)).toMatchObject([
      { id: one.messageId, state: 'bounced', resendOf: null },
      { id: resendId, state: 'sent', resendOf: one.messageId },
    ]);
    expect(await rig.mailsTo('ada.moved@clearlake.example')).toBe(1);
    expect(await caseNow(one.id)).toMatchObject({ state: 'delivered', outcome: null });
    await walk();
    expect(await rig.stepOf(contact)).toBe('watch');
    await pass(5 * DAY + 3_600_000);
    await walk();
    expect(await rig.stepOf(contact)).toBe('again');
    expect(await caseNow(one.id)).toMatchObject({ state: 'closed', outcome: 'resolved' });
    const log = await sql`select action, actor, channel, sealed from case_log where case_id = ${one.id} order by n`;
    expect(log.map((row) => [row['action'], row['actor'], row['channel']])).toEqual([
      ['open', 'system', null],
      ['confirm-address', actor, 'phone'],
      ['resend', actor, null],
      ['resend-delivered', 'system', null],
      ['watch-over', 'system', null],
    ]);
    expect(Buffer.from(log[1]!['sealed'] as Uint8Array).includes(CANARY)).toBe(false);
    expect([...(await openParts(sql, services.seal, one)).values()]).toEqual([
      { note: `She takes ${CANARY}`, address: 'ada.moved@clearlake.example' },
    ]);
  });

  it('lifts a suppression that only said “it bounced” for its resend, and never a complaint', async () => {
    const { contact, one } = await failed('no-such-remade@clearlake.example');
    await confirm(one.id);
    const { lifted } = await resend(one.id);
    expect(lifted).toBe(true);
    await delivery.run();
    // It is as unknown as before.
    expect((await rig.messagesOf(contact))[1]).toMatchObject({ state: 'bounced', reason: 'UNKNOWN_ADDRESS' });
    expect(await caseNow(one.id)).toMatchObject({ state: 'failed_again' });
    const other = await failed('no-such-complained@clearlake.example');
    await sql`update suppressions set reason = 'complaint' where at = (select max(at) from suppressions)`;
    await confirm(other.one.id);
    expect((await resend(other.one.id)).lifted).toBe(false);
    await delivery.run();
    expect((await rig.messagesOf(other.contact))[1]).toMatchObject({ state: 'refused', reason: 'SUPPRESSED' });
    expect(await caseNow(other.one.id)).toMatchObject({ state: 'failed_again' });
  });

  it('whose resend fails needs an alternative before it can be closed, and goes on by “alternative”', async () => {
    const { contact, one } = await failed('full-twice@clearlake.example');
    await confirm(one.id);
    await resend(one.id);
    await delivery.run();
    expect(await caseNow(one.id)).toMatchObject({ state: 'failed_again' });
    expect(await failureOf(close(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    expect(await failureOf(resend(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    await walk();
    expect(await rig.stepOf(contact)).toBe('watch');
    await arrange(one.id);
    await close(one.id);
    await walk();
    expect(await rig.stepOf(contact)).toBe('post');
    expect(await caseNow(one.id)).toMatchObject({ state: 'closed', outcome: 'alternative' });
    expect(await rig.messagesOf(contact)).toHaveLength(2);
  });

  it('whose resend comes back late has failed again', async () => {
    const { contact, one } = await failed('no-such-late@clearlake.example');
    await confirm(one.id, { address: 'ada.late2@clearlake.example' });
    const { resendId } = await resend(one.id);
    await delivery.run();
    expect(await caseNow(one.id)).toMatchObject({ state: 'delivered' });
    await pass(DAY);
    await bounce(contact, resendId, '5.2.2');
    await walk();
    expect(await caseNow(one.id)).toMatchObject({ state: 'failed_again' });
    await pass(9 * DAY);
    await walk();
    expect(await rig.stepOf(contact)).toBe('watch');
  });

  it('makes one resend when two people click at once, and when it is asked for again and again', async () => {
    const { contact, one } = await failed('full-clicks@clearlake.example');
    await confirm(one.id);
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => resend(one.id)));
    expect(asked.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect((await rig.messagesOf(contact)).filter((mail) => mail.resendOf)).toHaveLength(1);
    // Not even past the state machine: the outbox itself takes no second.
    await delivery.run();
    await sql`update cases set state = 'address_confirmed' where id = ${one.id}`;
    expect(await failureOf(resend(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    expect((await rig.messagesOf(contact)).filter((mail) => mail.resendOf)).toHaveLength(1);
  });

  it('is one though its failure is walked by many workers at the same moment', async () => {
    const contact = await people.contact('full-race@clearlake.example');
    await enter(await publish({}), contact);
    const [first] = await casesOf(contact);
    await sql`delete from cases where contact_id = ${contact.id}`;
    await sql`update enrollments set due_at = stepwell_now() where contact_id = ${contact.id}`;
    await Promise.all(Array.from({ length: 6 }, () => walk()));
    await sql`update enrollments set due_at = stepwell_now() where contact_id = ${contact.id}`;
    await Promise.all(Array.from({ length: 6 }, () => walk()));
    const found = await casesOf(contact);
    expect(found).toHaveLength(1);
    expect(found[0]!.id).not.toBe(first!.id);
  });

  it('takes a held message out of staff’s hands once it is resent, and waits for one that was released', async () => {
    const { contact, one } = await failed('eob2@oldmail.example', { template: 'Refill' });
    await confirm(one.id, { address: 'ada.safe@clearlake.example' });
    await sql`update messages set state = 'queued' where id = ${one.messageId}`;
    expect(await failureOf(resend(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    await delivery.run();
    // Released, it went after all, to the new address.
    expect(await caseNow(one.id)).toMatchObject({ state: 'delivered', resendId: null });
    expect(await failureOf(resend(one.id))).toMatchObject({ code: 'CASE_STEP_REFUSED' });
    const other = await failed('eob3@oldmail.example', { template: 'Refill' });
    await confirm(other.one.id, { address: 'ada.safe2@clearlake.example' });
    await resend(other.one.id);
    expect((await rig.messagesOf(other.contact))[0]).toMatchObject({ state: 'failed', reason: 'REPLACED' });
    await delivery.run();
    expect(await rig.mailsTo('ada.safe2@clearlake.example')).toBe(1);
    expect(await rig.mailsTo(contact.email)).toBe(0);
  });

  it('of a deleted contact is closed without content, and the disclosure record stays', async () => {
    const { contact, one } = await failed('no-such-gone@clearlake.example', { template: 'Refill' });
    await confirm(one.id, { address: 'ada.gone@clearlake.example', note: CANARY });
    await resend(one.id);
    await delivery.run();
    const before = await disclosuresOf(sql, contact.id);
    expect(before.map(({ kind, outcome, resend: again }) => [kind, outcome, again])).toEqual([
      ['email', 'accepted', true],
      ['address-check', 'said', false],
      ['email', 'not-delivered', false],
    ]);
    expect(before.every((line) => line.what === 'Refill' && line.caseId === one.id)).toBe(true);
    await act(({ sql: tx }) => deleteContact(tx, contact.id));
    expect(await caseNow(one.id)).toMatchObject({ state: 'closed', outcome: 'contact_deleted' });
    expect(await sql`select 1 from case_log where case_id = ${one.id} and sealed is not null`).toHaveLength(0);
    expect(await disclosuresOf(sql, contact.id)).toEqual(before);
    const csv = disclosuresCsv(contact.id, before);
    expect(csv.split('\r\n')).toHaveLength(5);
    expect(csv).toContain(contact.id);
    expect(csv).not.toMatch(new RegExp(`${CANARY}|ada|clearlake`, 'i'));
  });
});

it('leaves an unbroken chain of evidence', async () => {
  expect((await verifyEvidence(scanEvidence(sql))).problems).toEqual([]);
});
