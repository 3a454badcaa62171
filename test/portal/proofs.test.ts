import { afterEach, describe, expect, it } from 'vitest';
import { newPhoneCode, codeHash } from '#api/portal/code.ts';
import { browser } from '#test/support/browser.ts';
import { openApp } from '#server/http/app.ts';
import { storePhoneCode } from '#store/portal/request-code.ts';
import { unlockRecipient } from '#store/portal/wrong.ts';
import { portalRig } from './rig.ts';

const { services, app, sql, waiting, codeOf, reader, eventsOf, auditOf, mails } = await portalRig();
const SECRET = 'Naltrexone-canary-4410';
let numbers = 0;
/** Someone with a record number of their own. */
const heightened = () => ({ substance: SECRET, date_of_birth: '1970-04-09', mrn: `MRN-88-${1000 + numbers++}` });
const recovery = { template: 'Recovery' } as const;

async function ask(second: string | null, phone = '') {
  const value = JSON.stringify({ secondAttribute: second, phone, days: 30 });
  await sql`update settings set value = ${value}::text::jsonb where key = 'portal'`;
}
afterEach(() => ask(null));

async function phoneCode(contact: { lane: number; id: string }): Promise<string> {
  const code = newPhoneCode();
  expect(await storePhoneCode(sql, contact, codeHash(services.seal, contact.id, code), 15)).toBe(true);
  return code;
}

describe('a P3 message', () => {
  it('stays shut to the mailbox alone, in the inbox too, and with no proof configured only a call opens it', async () => {
    await ask(null, '+1 312 555 0100');
    const person = heightened();
    const one = await waiting(person, recovery);
    const user = await reader(one);
    expect(user.place).toContain('/proof?m=');
    const page = await user.get(user.place);
    expect(page.body).toContain('Please call');
    expect(page.body).toContain('+1 312 555 0100');
    const all = [page.body, (await user.get(`${one.link}/messages`)).body].join();
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain('Your visit');
    expect(all).toContain('A specially protected message');
    const direct = await user.get(`${one.link}/messages/${one.portalId}`);
    expect(direct.headers['location']).toContain('/proof');
    expect((await user.post(`${one.link}/open`, { id: one.portalId })).headers['location']).toContain('/proof');
    // Answers are worth nothing where the organization asks for none.
    const given = { m: one.portalId, birth: person.date_of_birth, answer: person.mrn };
    expect((await user.post(`${one.link}/proof`, given)).body).not.toContain(SECRET);
    expect((await user.get(`${one.link}/messages/${one.portalId}`)).status).toBe(303);
    expect(await eventsOf(one.contact)).toEqual([]);
  });

  it('opens with the second proof, only both right, and wrong ones lock as wrong codes do', async () => {
    await ask('mrn');
    const person = heightened();
    const one = await waiting(person, recovery);
    const user = await reader(one);
    const page = await user.get(user.place);
    expect(page.body).toContain('Date of birth');
    expect(page.body).toContain('Medical record number');
    const right = { m: one.portalId, birth: '1970-04-09', answer: person.mrn.toLowerCase().replaceAll('-', ' ') };
    for (const wrong of [
      { ...right, birth: '1970-04-10' },
      { ...right, answer: `${person.mrn}5` },
    ]) {
      const refused = await user.post(`${one.link}/proof`, wrong);
      expect(refused.status).toBe(400);
      expect(refused.body).toContain('does not match our records');
    }
    const opened = await user.post(`${one.link}/proof`, right);
    expect(opened.status).toBe(303);
    const shown = await user.get(String(opened.headers['location']));
    expect(shown.body).toContain(SECRET);
    expect(await eventsOf(one.contact)).toHaveLength(1);
    expect(await auditOf(one.contact, 'portal.enter')).toMatchObject([
      { details: { by: 'mailed-code' } },
      { details: { by: 'second-proof', attribute: 'mrn' } },
    ]);

    const other = await waiting({ ...heightened(), mrn: 'MRN-9' }, recovery);
    const thief = await reader(other);
    for (let i = 0; i < 4; i++)
      expect(
        (await thief.post(`${other.link}/proof`, { m: other.portalId, birth: '1970-04-09', answer: `x${i}` })).status,
      ).toBe(400);
    const last = await thief.post(`${other.link}/proof`, { m: other.portalId, birth: '1970-04-09', answer: 'x' });
    expect(last.status).toBe(429);
    const now = await thief.post(`${other.link}/proof`, { m: other.portalId, birth: '1970-04-09', answer: 'MRN-9' });
    expect(now.status).toBe(429);
  });

  it('is not asked for its second proof without the mailbox, and a session before the proof is worth nothing after it', async () => {
    await ask('mrn');
    const person = heightened();
    const one = await waiting(person, recovery);
    const stranger = browser(app);
    expect((await stranger.get(`${one.link}/proof?m=${one.portalId}`)).headers['location']).toBe(one.link);
    const right = { m: one.portalId, birth: '1970-04-09', answer: person.mrn };
    await stranger.post(`${one.link}/proof`, right);
    expect((await stranger.get(`${one.link}/messages/${one.portalId}`)).headers['location']).toBe(one.link);
    const user = await reader(one);
    const fixed = browser(app);
    for (const [name, value] of user.cookies) fixed.cookies.set(name, value);
    expect((await user.post(`${one.link}/proof`, right)).status).toBe(303);
    // Whoever had the cookie of before has no session at all now.
    expect((await fixed.get(`${one.link}/messages`)).headers['location']).toBe(one.link);
  });

  it('opens with a code given by phone, once, within its time, only to its own contact', async () => {
    const one = await waiting(heightened(), recovery);
    const other = await waiting(heightened(), recovery);
    const code = await phoneCode(one.contact);
    expect((await browser(app).post(`${other.link}/enter`, { code })).status).toBe(400);
    const user = browser(app);
    const entered = await user.post(`${one.link}/enter`, { code: `${code} ` });
    expect(entered.status).toBe(303);
    expect((await user.get(String(entered.headers['location']))).body).toContain(SECRET);
    expect((await browser(app).post(`${one.link}/enter`, { code })).status).toBe(400);
    const late = await phoneCode(other.contact);
    await sql`update portal_access set phone_expires_at = stepwell_now() where contact_id = ${other.contact.id}`;
    expect((await browser(app).post(`${other.link}/enter`, { code: late })).status).toBe(400);
    expect(JSON.stringify(await sql`select a::text as a from portal_access a`)).not.toContain(code.replaceAll(' ', ''));
  });
});

describe('a message whose mailbox could be read on the way (row 4)', () => {
  it('does not open with a mailed code, but with a second proof or a call', async () => {
    const one = await waiting({ date_of_birth: '1980-01-02', mrn: 'MRN-77' });
    await sql`update portal_messages set mailbox_trusted = false where id = ${one.portalId}`;
    const user = browser(app);
    const landing = await user.get(one.link);
    expect(landing.headers['location']).toBe(`${one.link}/proof?m=${one.portalId}`);
    expect((await user.get(String(landing.headers['location']))).body).toContain('Please call');
    // A code that was mailed all the same shows nothing of it.
    const mailed = await reader(one);
    expect(mailed.place).toContain('/proof');
    expect((await mailed.get(`${one.link}/messages`)).body).not.toContain('Your refill');

    await ask('mrn');
    const asked = await user.get(String(landing.headers['location']));
    expect(asked.body).toContain('Medical record number');
    const opened = await user.post(`${one.link}/proof`, { m: one.portalId, birth: '1980-01-02', answer: 'mrn77' });
    expect((await user.get(String(opened.headers['location']))).body).toContain('canary');
    const code = await phoneCode(one.contact);
    const caller = browser(app);
    const entered = await caller.post(`${one.link}/enter`, { code, m: one.portalId });
    expect((await caller.get(String(entered.headers['location']))).body).toContain('canary');
  });
});

describe('who gets it wrong', () => {
  it('is locked for half an hour, and after three locks in a day until staff open it', async () => {
    const one = await waiting();
    let n = 0;
    const wrong = async () => {
      await sql`update portal_access set requested_at = null, requested = 0 where contact_id = ${one.contact.id}`;
      const user = browser(app, { ip: `10.1.0.${n}` });
      await user.post(`${one.link}/code`);
      for (let i = 0; i < 4; i++) {
        expect((await user.post(`${one.link}/enter`, { code: '00000000' })).status).toBe(400);
      }
      n++;
      return user.post(`${one.link}/enter`, { code: '00000000' });
    };
    const over = () => sql`update portal_access set locked_until = stepwell_now() where contact_id = ${one.contact.id}`;
    for (let lock = 1; lock <= 2; lock++) {
      expect((await wrong()).body).toMatch(/try again at/);
      await over();
    }
    const last = await wrong();
    expect(last.status).toBe(429);
    expect(last.body).toContain('Please call');
    expect((await browser(app).post(`${one.link}/code`)).status).toBe(429);
    expect(await auditOf(one.contact, 'portal.lockout')).toMatchObject([
      { details: { untilStaffOpen: false } },
      { details: { untilStaffOpen: false } },
      { details: { untilStaffOpen: true } },
    ]);
    expect(await unlockRecipient(sql, one.contact)).toBe(true);
    await sql`update portal_access set requested_at = null, requested = 0 where contact_id = ${one.contact.id}`;
    const user = browser(app);
    await user.post(`${one.link}/code`);
    expect((await user.post(`${one.link}/enter`, { code: await codeOf(one.contact) })).status).toBe(303);
  });

  it('is refused by network after twenty wrong ones within the hour, whoever they were for; others are not', async () => {
    const all = await Promise.all([0, 1, 2, 3, 4].map(() => waiting()));
    const ip = '203.0.113.77';
    let last = 0;
    for (const one of all) {
      await browser(app).post(`${one.link}/code`);
      const user = browser(app, { ip });
      for (let i = 0; i < 4; i++) last = (await user.post(`${one.link}/enter`, { code: '00000000' })).status;
    }
    expect(last).toBe(429);
    const fresh = await waiting();
    await browser(app).post(`${fresh.link}/code`);
    const code = await codeOf(fresh.contact);
    const refused = await browser(app, { ip }).post(`${fresh.link}/enter`, { code });
    expect(refused.status).toBe(429);
    expect(refused.body).toContain('from this network');
    expect((await browser(app, { ip: '203.0.113.78' }).post(`${fresh.link}/enter`, { code })).status).toBe(303);
    // The address itself stands nowhere.
    expect(JSON.stringify(await sql`select d::text as d from portal_doors d`)).not.toContain('203.0.113');
  });

  it('counts a household of IPv6 addresses as one', async () => {
    const one = await waiting();
    await browser(app).post(`${one.link}/code`);
    for (const ip of ['2001:db8:1:2::5', '2001:db8:1:2:ffff::1'])
      await browser(app, { ip }).post(`${one.link}/enter`, { code: '00000000' });
    const [row] =
      await sql`select max(wrong) as n from portal_doors where seen_at > stepwell_now() - interval '5 seconds' and wrong = 2`;
    expect(row?.['n']).toBe(2);
  });
});

describe('a page that asks for the code by itself', () => {
  it('gets one an hour, so that machines use up nobody’s codes', async () => {
    const one = await waiting();
    const machine = () => browser(app).post(`${one.link}/code`, { itself: '1' }, { 'x-portal': '1' });
    expect(JSON.parse((await machine()).body)).toEqual({ code: 'asked' });
    await sql`update portal_access set requested_at = null where contact_id = ${one.contact.id}`;
    expect(JSON.parse((await machine()).body)).toEqual({ code: 'too-soon' });
    expect((await mails(one.contact)).filter((mail) => mail.subject === 'Your one-time code')).toHaveLength(1);
    expect((await browser(app).post(`${one.link}/code`)).status).toBe(303);
    expect((await mails(one.contact)).filter((mail) => mail.subject === 'Your one-time code')).toHaveLength(2);
  });
});

describe('who asks', () => {
  it('is the peer, whatever a header says; behind a proxy of ours, who the proxy says', async () => {
    const seen = async (trustedProxies: string[], header: string) => {
      const bare = await openApp(services, { production: false, trustedProxies });
      bare.get('/who', (request) => request.ip);
      const { body } = await bare.inject({ url: '/who', headers: { host: '127.0.0.1', 'x-forwarded-for': header } });
      await bare.close();
      return body;
    };
    expect(await seen([], '203.0.113.5')).toBe('127.0.0.1');
    expect(await seen(['10.0.0.0/8'], '203.0.113.5')).toBe('127.0.0.1');
    expect(await seen(['127.0.0.1'], '198.51.100.1, 203.0.113.5')).toBe('203.0.113.5');
  });
});
