import { describe, expect, it } from 'vitest';
import { makeToken } from '#mail/tokens.ts';
import { purgeExpired } from '#store/portal/purge-expired.ts';
import { recallPortalMessage } from '#store/portal/recall.ts';
import { browser } from '#test/support/browser.ts';
import { CANARY, portalRig } from './rig.ts';

const { services, app, sql, waiting, mails, codeOf, reader, eventsOf, auditOf } = await portalRig();

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
    expect(String(entered.headers['set-cookie'])).toMatch(/Path=\/p;/);
    const page = await user.get(String(entered.headers['location']));
    expect(page.body).toContain(CANARY);
    expect(page.body).toMatch(/<iframe[^>]*sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"/);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    // Nothing from another host, no inline script, no frame around it.
    expect(policy).toMatch(/script-src 'self'; connect-src 'self'$/);
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers['referrer-policy']).toBe('no-referrer');
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
    const sessions = await sql`select * from portal_sessions`;
    for (const path of ['', '/code', '/enter', '/messages', '/open', '/leave', '/proof', '/account', '/language'])
      await browser(app).get(`${link}${path}`);
    for (const path of ['', '/code', '/messages']) await browser(app).head(`${link}${path}`);
    expect(await sql`select * from portal_access`).toEqual(before);
    expect(await sql`select * from portal_sessions`).toEqual(sessions);
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
    const refused = await user.post(`${link}/code`);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatch(/You can try again at \d+:\d\d [AP]M/);
    expect(await eventsOf(contact)).toEqual([]);
    expect(await auditOf(contact, 'portal.lockout')).toMatchObject([{ details: { wrong: 5, untilStaffOpen: false } }]);
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
    await sql`update portal_sessions set expires_at = stepwell_now() where contact_id = ${first.contact.id}`;
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

  it('answers 410 in words when a message expired or was taken back, and its content is gone', async () => {
    const one = await waiting();
    const user = await reader(one);
    expect((await user.get(user.place)).body).toContain(CANARY);
    const recalled = await recallPortalMessage(sql, one.portalId);
    expect(recalled).toMatchObject({ contactId: one.contact.id, wasRead: true });
    // Also for who has it open.
    const gone = await user.get(user.place);
    expect(gone.status).toBe(410);
    expect(gone.body).toContain('withdrawn');
    expect(gone.body).not.toContain(CANARY);
    expect(JSON.parse((await user.get(`${user.place}/state`)).body)).toEqual({ state: 'recalled' });
    expect((await user.post(`${user.place}/sealed`, { passphrase: 'long enough', again: 'long enough' })).status).toBe(
      410,
    );
    expect((await user.get(`${one.link}/messages`)).body).toContain('This message was withdrawn');
    expect((await browser(app).get(one.link)).status).toBe(410);
    expect(await recallPortalMessage(sql, one.portalId)).toBeNull();

    const other = await waiting();
    await sql`update portal_messages set expires_at = stepwell_now() where message_id = ${other.messageId}`;
    // Refused by the time alone, before any job ran.
    const expired = await browser(app).get(other.link);
    expect(expired.status).toBe(410);
    expect(expired.body).toContain('This message has expired');
    expect(await purgeExpired(sql)).toBeGreaterThan(0);
    const [row] = await sql`
      select length(sealed) as n, length(sha256) as hash from portal_messages where message_id = ${other.messageId}`;
    expect(row).toEqual({ n: 0, hash: 32 });
    const [evidence] = await sql`select count(*)::int as n from evidence where message_id = ${other.messageId}`;
    expect(evidence?.['n']).toBeGreaterThan(0);
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
