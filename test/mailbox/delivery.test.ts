import { describe, expect, it } from 'vitest';
import { makeProof } from '#api/messages/proof.ts';
import { proofPdf } from '#api/messages/proof-pdf.ts';
import type { Proof } from '#core/evidence/proof.ts';
import { listMail, openMail } from '#server/mailbox/read.ts';
import { appendAudit } from '#store/audit/append.ts';
import { makeCheckpoint } from '#store/evidence/make-checkpoint.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { scanEvidence } from '#store/evidence/scan.ts';
import { holdsAlone, verifyEvidence } from '#store/evidence/verify.ts';
import { type Recipient, messageNow, settle } from '#test/support/delivery.ts';
import { sendingRig } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const rig = await sendingRig(services);

const CANARY = 'Zolpidem-canary-4412';

async function sendTo(email: string, send: Parameters<typeof rig.queue>[1], values = {}) {
  const contact = await rig.contact(email, { medication: CANARY, substance: CANARY, ...values });
  const ids = await rig.queue([contact], send);
  await settle(services, ids.values());
  return { contact, message: await messageNow(services, ids.get(contact.id)!) };
}

async function mailOf(contact: Recipient) {
  const list = await listMail(services, { limit: 10, recipient: contact.email });
  return Promise.all(list.map((one) => openMail(services, one.id)));
}

describe('a message with PHI', () => {
  it('goes by TLS to a domain whose certificate is valid', async () => {
    const { contact, message } = await sendTo('ada.a1@clearlake.example', { template: 'Refill' });
    expect(message).toMatchObject({ state: 'sent', method: 'tls', reason: 'TLS_T2', phi: 'P2' });
    const [mail] = await mailOf(contact);
    expect(mail).toMatchObject({ method: 'tls', subject: 'Your refill', sealedBy: null });
    expect(mail!.html).toContain(`refill ${CANARY} now`);
    expect(mail!.tls?.protocol).toBe('TLSv1.3');
    expect(mail!.html).toMatch(/\/t\/o\//);
  });

  it('waits in the portal, and only a neutral notice goes to a domain with a self-signed certificate', async () => {
    const { contact, message } = await sendTo('ada.b1@selfsigned.example', { template: 'Refill' });
    expect(message).toMatchObject({ state: 'sent', method: 'portal', reason: 'FALLBACK_PORTAL' });
    const mails = await mailOf(contact);
    expect(mails).toHaveLength(1);
    expect(JSON.stringify(mails)).not.toContain(CANARY);
    expect(JSON.stringify(mails)).not.toContain('Ada');
    expect(mails[0]!.text).toMatch(/\/p\//);
    const [waiting] = await services.db.sql`select 1 from portal_messages where message_id = ${message.id}`;
    expect(waiting).toBeDefined();
  });

  it('is held where there is no encryption at all, and nothing is sent there', async () => {
    const { contact, message } = await sendTo('ada.c1@oldmail.example', { template: 'Refill' });
    expect(message).toMatchObject({ state: 'held', reason: 'NO_SAFE_METHOD' });
    expect(await mailOf(contact)).toEqual([]);
  });

  it('is dropped there when it may be, and that is recorded', async () => {
    const { contact, message } = await sendTo('ada.c2@oldmail.example', { template: 'Refill', tlsExclusive: true });
    expect(message).toMatchObject({ state: 'dropped', method: 'drop', reason: 'TLS_EXCLUSIVE_DROP' });
    expect(await mailOf(contact)).toEqual([]);
    const evidence = await evidenceOfMessage(services.db.sql, { contactId: contact.id, id: message.id });
    expect(evidence.map((one) => one.record['kind'])).toEqual(['intent', 'outcome']);
  });

  it('is sealed by PGP for a recipient who enrolled a PGP key', async () => {
    const { contact, message } = await sendTo('ada.d1@pgpmail.example', { template: 'Refill' });
    expect(message).toMatchObject({ state: 'sent', method: 'pgp', reason: 'PREF_E2E' });
    const [listed] = await listMail(services, { limit: 1, recipient: contact.email });
    expect(listed!.subject).toBe('[...]');
    const [mail] = await mailOf(contact);
    expect(mail).toMatchObject({ method: 'pgp', subject: 'Your refill', sealedBy: 'PGP/MIME' });
    expect(mail!.html).toContain(CANARY);
    expect(mail!.html).not.toMatch(/\/t\/o\//);
    expect(mail!.html).toMatch(/\/t\/c\//);
  });

  it('is sealed by S/MIME for a recipient who enrolled a certificate', async () => {
    const { contact, message } = await sendTo('ada.e1@smimemail.example', { template: 'Refill' });
    expect(message).toMatchObject({ state: 'sent', method: 'smime', reason: 'PREF_E2E' });
    const [mail] = await mailOf(contact);
    expect(mail).toMatchObject({ method: 'smime', subject: 'Your refill', sealedBy: 'S/MIME' });
    expect(mail!.html).toContain(CANARY);
  });

  it('of the highest class goes to the portal even where TLS is good', async () => {
    const { contact, message } = await sendTo('ada.a2@clearlake.example', { template: 'Recovery' });
    expect(message).toMatchObject({ state: 'sent', method: 'portal', phi: 'P3', reason: 'AT_REST_REQUIRED_NO_KEY' });
    expect(JSON.stringify(await mailOf(contact))).not.toContain(CANARY);
  });
});

describe('a message', () => {
  it('without PHI goes by unauthenticated TLS', async () => {
    const { message } = await sendTo('ada.b2@selfsigned.example', { template: 'Open house' });
    expect(message).toMatchObject({ state: 'sent', method: 'tls', reason: 'TLS_T1', phi: 'P0' });
  });

  it('to a mailbox that does not exist bounces, suppresses the address and is told to the journey', async () => {
    const { contact, message } = await sendTo('no-such-person@clearlake.example', { template: 'Open house' });
    expect(message).toMatchObject({ state: 'bounced', reason: 'UNKNOWN_ADDRESS' });
    const events = await services.db.sql`select kind from events where contact_id = ${contact.id}`;
    expect(events.map((one) => one['kind'])).toEqual(['bounce']);
    const again = await rig.queue([contact]);
    await settle(services, again.values());
    expect(await messageNow(services, again.get(contact.id)!)).toMatchObject({
      state: 'refused',
      reason: 'SUPPRESSED',
    });
  });

  it('to a domain that does not exist fails for good', async () => {
    const { message } = await sendTo('ada@nowhere.example', { template: 'Open house' });
    expect(message).toMatchObject({ state: 'failed', reason: 'INVALID_ADDRESS' });
  });

  it('for marketing with PHI is refused without an authorization, and goes with one until it is revoked', async () => {
    const contact = await rig.contact('ada.f1@clearlake.example', { medication: CANARY });
    const send = async () => {
      const ids = await rig.queue([contact], { template: 'Refill', purpose: 'marketing' });
      await settle(services, ids.values());
      return messageNow(services, ids.get(contact.id)!);
    };
    expect(await send()).toMatchObject({ state: 'refused', reason: 'NO_AUTHORIZATION' });
    await services.db.sql`insert into authorizations (lane, contact_id, id, sealed, signed_at, expires_at)
      values (${contact.lane}, ${contact.id}, 'a', '', now() - interval '1 day', now() + interval '1 year')`;
    expect(await send()).toMatchObject({ state: 'sent' });
    await services.db.sql`update authorizations set revoked_at = now() where contact_id = ${contact.id}`;
    expect(await send()).toMatchObject({ state: 'refused', reason: 'NO_AUTHORIZATION' });
  });

  it('is stopped by its guard, by an unverified sender and by a value it misses, each with the reason', async () => {
    const guard = await sendTo('ada.g1@clearlake.example', {
      guard: { attribute: 'first_name', op: 'eq', value: 'Grace' },
    });
    expect(guard.message).toMatchObject({ state: 'refused', reason: 'GUARD' });
    const sender = await sendTo('ada.g2@clearlake.example', { sender: 'Nobody' });
    expect(sender.message).toMatchObject({ state: 'held', reason: 'SENDER_UNVERIFIED' });
    const missing = await sendTo('ada.g3@clearlake.example', { template: 'Refill' }, { medication: null });
    expect(missing.message).toMatchObject({ state: 'held', reason: 'TEMPLATE_RENDER_FAILED:contact.medication' });
  });

  it('leaves its delivered event and a copy that only the seal opens', async () => {
    const { contact, message } = await sendTo('ada.h1@clearlake.example', { template: 'Refill' });
    const events = await services.db.sql`select kind, message_id from events where contact_id = ${contact.id}`;
    expect(events).toMatchObject([{ kind: 'delivered', message_id: message.id }]);
    const [row] = await services.db.sql<{ copy: Uint8Array }[]>`select copy from messages where id = ${message.id}`;
    expect(Buffer.from(row!.copy).includes(CANARY)).toBe(false);
  });
});

describe('the evidence', () => {
  it('is an unbroken chain whose decisions come out the same again', async () => {
    const found = await verifyEvidence(scanEvidence(services.db.sql));
    expect(found.problems).toEqual([]);
    expect(found.decisions).toBeGreaterThan(10);
    const rows = await services.db.sql`select record::text as text from evidence`;
    for (const row of rows) {
      expect(row['text']).not.toContain(CANARY);
      expect(row['text']).not.toMatch(/ada\.[a-z]\d@/);
    }
  });
});

describe('a proof of delivery', () => {
  const proofOfOne = (id: string) =>
    makeProof(services, id, (orm, entry) => appendAudit(orm, { ...entry, actor: 'test' }));
  const valueOf = (proof: Proof, label: string) =>
    proof.sections.flatMap((one) => one.rows).find((one) => one.label === label)?.value;

  it('says what was accepted by whom over which connection, and that this is not reading', async () => {
    const { contact, message } = await sendTo('ada.p1@clearlake.example', { template: 'Refill' });
    await makeCheckpoint(services.db.sql, services.seal);
    const proof = await proofOfOne(message.id);
    expect(proof.verdict).toMatch(/^mx\.clearlake\.example accepted it for the recipient on \d{4}-/);
    expect(valueOf(proof, 'To')).toContain(contact.email);
    expect(valueOf(proof, 'Protocol')).toBe('TLSv1.3');
    expect(valueOf(proof, 'Covered by checkpoint')).toMatch(/^1, signed /);
    const [row] = await services.db.sql<{ sha: string }[]>`
      select encode(sha256, 'hex') as sha from messages where id = ${message.id}`;
    expect(valueOf(proof, 'SHA-256 of the bytes')).toBe(row!.sha);
    expect(proof.doesNotProve[0]).toMatch(/Acceptance by a mail server is not reading/);
    // What it said is nowhere in it.
    expect(JSON.stringify(proof)).not.toContain(CANARY);
    const pdf = await proofPdf(proof);
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const [audited] = await services.db.sql`
      select 1 from audit where action = 'message.proof' and subject = ${`message:${message.id}`}`;
    expect(audited).toBeDefined();
  });

  it('says of a held message that it was not delivered and why, and of an altered record that it proves nothing', async () => {
    const { contact, message } = await sendTo('ada.p2@oldmail.example', { template: 'Refill' });
    const proof = await proofOfOne(message.id);
    expect(proof).toMatchObject({
      delivered: false,
      verdict: 'It was not delivered: there is no safe way to this recipient.',
    });
    const rows = await evidenceOfMessage(services.db.sql, { contactId: contact.id, id: message.id });
    const own = { contactId: contact.id, messageId: message.id };
    expect(rows.every((row) => holdsAlone({ ...row, ...own }))).toBe(true);
    const altered = { ...rows[0]!, record: { ...rows[0]!.record, class: 'P0' } };
    expect(holdsAlone({ ...altered, ...own })).toBe(false);
  });
});
