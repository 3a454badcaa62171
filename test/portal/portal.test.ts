import { afterAll, describe, expect, it } from 'vitest';
import { registerPortal } from '#api/portal/register.ts';
import type { Services } from '#api/services.ts';
import { makeToken } from '#mail/tokens.ts';
import { sendPortalCode } from '#server/delivery/portal-code.ts';
import { openTransport, startDelivery } from '#server/delivery/start.ts';
import { openApp } from '#server/http/app.ts';
import { startMailbox } from '#server/mailbox/mailbox.ts';
import { listMail, openMail } from '#server/mailbox/read.ts';
import { recallPortalMessage } from '#store/portal/recall.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { browser } from '#test/support/browser.ts';
import { type Recipient, deliveryRig, settle } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const mailbox = await startMailbox({ services });
const transport = openTransport(services, {
  resolver: mailbox.resolver,
  caCertificates: mailbox.caCertificates,
  port: 25,
  allowPrivateNetworks: false,
});
const rig = await deliveryRig(services);
const delivery = await startDelivery(services, transport);
/** The job runs at once instead of in the job library's time. */
const web: Services = { ...services, addJob: (_name, payload) => sendPortalCode(services, transport, payload) };
const app = await openApp(web, { production: false });
registerPortal(app, web);
afterAll(async () => {
  await app.close();
  await delivery.stop();
  transport.stop();
  await mailbox.stop();
});

const CANARY = 'Zolpidem-canary-7781';
let people = 0;

/** A contact whose mail waits in the portal, and the link from the notice they got. */
async function waiting(): Promise<{ contact: Recipient; messageId: string; link: string }> {
  const contact = await rig.contact(`ada.p${people++}@selfsigned.example`, { medication: CANARY });
  const ids = await rig.queue([contact], { template: 'Refill' });
  await settle(services, ids.values());
  const [notice] = await mails(contact);
  const link = /http:\/\/127\.0\.0\.1:4600(\/p\/[\w-]+)/.exec(notice!.text)?.[1];
  expect(link).toBeDefined();
  return { contact, messageId: ids.get(contact.id)!, link: link! };
}

async function mails(contact: Recipient) {
  const list = await listMail(services, { limit: 20, recipient: contact.email });
  return Promise.all(list.map((one) => openMail(services, one.id)));
}

async function codeOf(contact: Recipient): Promise<string> {
  const mail = (await mails(contact)).find((one) => one.subject === 'Your one-time code');
  return /\d{4} \d{4}/.exec(mail!.text)![0];
}

async function eventsOf(contact: Recipient) {
  return sql`select kind, step, message_id from events where contact_id = ${contact.id} and kind = 'portal_read'`;
}

describe('the portal', () => {
  it('shows the message only after the code, and records the reading once', async () => {
    const { contact, messageId, link } = await waiting();
    const user = browser(app);
    const landing = await user.get(link);
    expect(landing.status).toBe(200);
    expect(landing.body).not.toContain(CANARY);
    expect(landing.body).not.toContain('Ada');
    expect((await user.get(`${link}/messages`)).headers['location']).toBe(link);

    const asked = await user.post(`${link}/code`);
    expect(asked.headers['location']).toBe(`${link}/code`);
    const entered = await user.post(`${link}/enter`, { code: await codeOf(contact) });
    expect(entered.status).toBe(303);
    expect(String(entered.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict/);
    const page = await user.get(String(entered.headers['location']));
    expect(page.body).toContain(CANARY);
    expect(page.body).toMatch(/<iframe[^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"/);
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'");
    expect(page.headers['cache-control']).toBe('no-store');
    expect(await eventsOf(contact)).toEqual([{ kind: 'portal_read', step: 'mail', message_id: messageId }]);

    const inbox = await user.get(`${link}/messages`);
    expect(inbox.body).toContain('Your refill');
    const id = /name="id" value="([\w-]+)"/.exec(inbox.body)![1]!;
    expect((await user.post(`${link}/open`, { id })).status).toBe(303);
    expect(await eventsOf(contact)).toHaveLength(1);
    await user.post(`${link}/leave`);
    expect((await user.get(`${link}/messages`)).status).toBe(303);
  });

  it('reads nothing, sends nothing and changes nothing for a scanner that follows every link', async () => {
    const { contact, link } = await waiting();
    const before = await sql`select * from portal_access`;
    for (const path of ['', '/code', '/enter', '/messages', '/open', '/leave'])
      await browser(app).get(`${link}${path}`);
    for (const path of ['', '/code', '/messages']) await browser(app).head(`${link}${path}`);
    expect(await sql`select * from portal_access`).toEqual(before);
    expect(await eventsOf(contact)).toEqual([]);
    expect(await mails(contact)).toHaveLength(1);
  });

  it('locks after five wrong codes, even for guesses sent at once, and the right code no longer works', async () => {
    const { contact, link } = await waiting();
    const user = browser(app);
    await user.post(`${link}/code`);
    const code = await codeOf(contact);
    const wrong = code === '0000 0000' ? '1111 1111' : '0000 0000';
    const answers = await Promise.all(Array.from({ length: 8 }, () => user.post(`${link}/enter`, { code: wrong })));
    expect(answers.filter((one) => one.status === 400)).toHaveLength(4);
    expect(answers.filter((one) => one.status === 429)).toHaveLength(4);
    expect((await user.post(`${link}/enter`, { code })).status).toBe(429);
    expect((await user.post(`${link}/code`)).status).toBe(429);
    expect(await eventsOf(contact)).toEqual([]);
  });

  it('forgets wrong codes neither for a new code nor before the lock ends', async () => {
    const { contact, link } = await waiting();
    const user = browser(app);
    await user.post(`${link}/code`);
    for (let i = 0; i < 4; i++) await user.post(`${link}/enter`, { code: '00000000' });
    await sql`update portal_access set requested_at = requested_at - interval '1 minute' where contact_id = ${contact.id}`;
    await user.post(`${link}/code`);
    expect((await user.post(`${link}/enter`, { code: '00000000' })).status).toBe(429);
  });

  it('takes a code once, only from its contact, and not after ten minutes', async () => {
    const first = await waiting();
    const second = await waiting();
    const user = browser(app);
    await user.post(`${first.link}/code`);
    await user.post(`${second.link}/code`);
    const code = await codeOf(first.contact);
    expect((await user.post(`${second.link}/enter`, { code })).status).toBe(400);
    expect((await user.post(`${first.link}/enter`, { code })).status).toBe(303);
    expect((await browser(app).post(`${first.link}/enter`, { code })).status).toBe(400);
    await sql`update portal_access set code_expires_at = stepwell_now() where contact_id = ${second.contact.id}`;
    expect((await user.post(`${second.link}/enter`, { code: await codeOf(second.contact) })).status).toBe(400);
  });

  it('keeps one session from opening another contact, and ends it after a quarter of an hour', async () => {
    const first = await waiting();
    const second = await waiting();
    const user = browser(app);
    await user.post(`${first.link}/code`);
    await user.post(`${first.link}/enter`, { code: await codeOf(first.contact) });
    expect((await user.get(`${first.link}/messages`)).status).toBe(200);
    expect((await user.get(`${second.link}/messages`)).status).toBe(303);
    await sql`update portal_access set session_expires_at = stepwell_now() where contact_id = ${first.contact.id}`;
    expect((await user.get(`${first.link}/messages`)).status).toBe(303);
  });

  it('keeps no code, no session secret and no content in the clear', async () => {
    const { contact, link } = await waiting();
    const user = browser(app);
    await user.post(`${link}/code`);
    const code = await codeOf(contact);
    const rows = await sql`select a::text as row from portal_access a union all select p::text from portal_messages p`;
    const all = JSON.stringify(rows);
    expect(all).not.toContain(code.replace(' ', ''));
    expect(all).not.toContain(Buffer.from(code.replace(' ', '')).toString('hex'));
    expect(all).not.toContain(Buffer.from(CANARY).toString('hex'));
  });

  it('says so when a message expired or was taken back, and its content is gone', async () => {
    const { contact, messageId, link } = await waiting();
    const user = browser(app);
    await user.post(`${link}/code`);
    const code = await codeOf(contact);
    await recallPortalMessage(sql, contact, messageId);
    const entered = await user.post(`${link}/enter`, { code });
    expect(entered.headers['location']).toBe(`${link}/messages`);
    expect((await user.get(`${link}/messages`)).body).toContain('taken back by the sender');
    expect(await eventsOf(contact)).toEqual([]);

    const other = await waiting();
    await sql`update portal_messages set expires_at = stepwell_now() where message_id = ${other.messageId}`;
    expect(await purgeExpired(sql)).toBeGreaterThan(0);
    const [row] = await sql`select length(sealed) as n from portal_messages where message_id = ${other.messageId}`;
    expect(row?.['n']).toBe(0);
  });

  it('does not answer to a forged link, another purpose or another site', async () => {
    const { contact, messageId, link } = await waiting();
    const other = makeToken(services.seal, 'unsubscribe', contact.lane, messageId);
    const token = link.slice('/p/'.length);
    const broken = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    for (const bad of [other, broken, 'x', '%00', '..%2f..%2fetc'])
      expect((await browser(app).get(`/p/${bad}`)).status).toBe(404);
    const foreign = await browser(app).post(`${link}/code`, {}, { 'sec-fetch-site': 'cross-site' });
    expect(foreign.status).toBe(404);
    expect(await mails(contact)).toHaveLength(1);
  });

  it('mails no more than a few codes however often it is asked', async () => {
    const { contact, link } = await waiting();
    const user = browser(app);
    for (let i = 0; i < 4; i++) await user.post(`${link}/code`);
    expect((await mails(contact)).filter((one) => one.subject === 'Your one-time code')).toHaveLength(1);
    await sql`update portal_access set requested = 6, requested_at = stepwell_now() - interval '2 minutes' where contact_id = ${contact.id}`;
    expect((await user.post(`${link}/code`)).status).toBe(429);
  });
});
