import { describe, expect, it } from 'vitest';
import { browser } from '#test/support/browser.ts';
import { CANARY, portalRig } from './rig.ts';

const { app, sql, jobs, waiting, codeOf, reader, mails } = await portalRig();

/** Someone with an account, made in the portal. */
async function member() {
  const one = await waiting();
  const user = await reader(one);
  expect((await user.post(`${one.link}/account`, { account: 'on' })).status).toBe(303);
  await user.post(`${one.link}/leave`);
  await sql`update portal_access set requested_at = null, requested = 0 where contact_id = ${one.contact.id}`;
  return one;
}

const ticketIn = (body: string) => /name="door" value="([\w-]+)"/.exec(body)![1]!;
/** What may differ between two answers that say the same. */
const plain = (body: string) => body.replace(/value="[\w-]+"/g, 'value=""');

describe('the way in without a link', () => {
  it('lets an account in by its address and a code, and lists all its messages', async () => {
    const one = await member();
    const user = browser(app);
    expect((await user.get('/p')).body).toContain('Enter the email address');
    const knocked = await user.post('/p/find', { email: ` ${one.contact.email.toUpperCase()} ` });
    expect(knocked.status).toBe(200);
    const entered = await user.post('/p/enter', { door: ticketIn(knocked.body), code: await codeOf(one.contact) });
    expect(entered.status).toBe(303);
    expect(String(entered.headers['location'])).toMatch(/^\/p\/[\w-]+\/messages$/);
    expect((await user.get(String(entered.headers['location']))).body).toContain('Your refill');
  });

  it('says the same to an address nobody has, to one without an account and to an account, and does the same work', async () => {
    const known = await member();
    const without = await waiting();
    const bodies: string[] = [];
    for (const email of [known.contact.email, without.contact.email, 'nobody@nowhere.example']) {
      const before = jobs.length;
      const answer = await browser(app).post('/p/find', { email });
      expect(answer.status).toBe(200);
      expect(answer.body).not.toContain(email);
      // The look-up is the job's, for each alike: what the asker waits for cannot tell.
      expect(jobs.slice(before)[0]).toBe('portal-knock');
      bodies.push(plain(answer.body));
    }
    expect(new Set(bodies).size).toBe(1);
    expect(await mails(without.contact)).toHaveLength(1);
    const wrong: string[] = [];
    for (const email of [known.contact.email, 'nobody@nowhere.example']) {
      await sql`update portal_doors set requested_at = null`;
      const door = ticketIn((await browser(app).post('/p/find', { email })).body);
      for (let i = 0; i < 5; i++) {
        const answer = await browser(app).post('/p/enter', { door, code: '0000 0000' });
        wrong.push(`${i}:${answer.status}:${plain(answer.body).replace(/\d+:\d\d/, '')}`);
      }
    }
    // The fifth locks, for the unknown address as for the known one.
    expect(wrong.slice(0, 5)).toEqual(wrong.slice(5));
    expect(wrong[4]).toContain('4:429:');
  });

  it('takes as long for an unknown address as for a known one', async () => {
    const known = await member();
    const median = async (email: string) => {
      const took: number[] = [];
      for (let i = 0; i < 15; i++) {
        await sql`update portal_doors set requested_at = null, requested = 0, wrong = 0, locked_until = null`;
        const door = ticketIn((await browser(app, { ip: `10.9.${i}.1` }).post('/p/find', { email })).body);
        const begun = performance.now();
        await browser(app, { ip: `10.9.${i}.1` }).post('/p/enter', { door, code: '0000 0000' });
        took.push(performance.now() - begun);
      }
      return took.sort((a, b) => a - b)[7]!;
    };
    await median(known.contact.email);
    const [there, nowhere] = [await median(known.contact.email), await median('nobody@nowhere.example')];
    // The same class, not the same nanosecond: well under what a network hides.
    expect(Math.abs(there - nowhere)).toBeLessThan(15);
  });

  it('lets nobody lock anybody out of their own link by knowing their address', async () => {
    const one = await member();
    const stranger = browser(app, { ip: '198.51.100.9' });
    const door = ticketIn((await stranger.post('/p/find', { email: one.contact.email })).body);
    for (let i = 0; i < 6; i++) await stranger.post('/p/enter', { door, code: '00000000' });
    expect((await stranger.post('/p/enter', { door, code: await codeOf(one.contact) })).status).toBe(429);
    await sql`update portal_access set requested_at = null where contact_id = ${one.contact.id}`;
    const user = await reader(one);
    expect((await user.get(user.place)).body).toContain(CANARY);
  });

  it('takes no ticket it did not make, mails no more than a few codes, and closes with the account', async () => {
    const one = await member();
    expect((await browser(app).post('/p/enter', { door: 'x'.repeat(80), code: '00000000' })).body).toContain(
      'Enter the email',
    );
    for (let i = 0; i < 12; i++) {
      await sql`update portal_doors set requested_at = null`;
      await sql`update portal_access set requested_at = null where contact_id = ${one.contact.id}`;
      await browser(app, { ip: `10.8.0.${i}` }).post('/p/find', { email: one.contact.email });
    }
    const codes = async () => (await mails(one.contact)).filter((mail) => mail.subject === 'Your one-time code').length;
    // One to make the account, six in this hour.
    expect(await codes()).toBe(7);
    const foreign = await browser(app).post(
      '/p/find',
      { email: one.contact.email },
      { origin: 'https://evil.example' },
    );
    expect(foreign.status).toBe(404);

    await sql`update portal_access set account_at = null, requested = 0, requested_at = null where contact_id = ${one.contact.id}`;
    await sql`update portal_doors set requested = 0, requested_at = null`;
    await browser(app).post('/p/find', { email: one.contact.email });
    expect(await codes()).toBe(7);
  });
});

describe('the languages', () => {
  it('follow the browser, then what was chosen, and say everything in both', async () => {
    const one = await waiting();
    const spanish = { 'accept-language': 'es-MX,es;q=0.9,en;q=0.5' };
    expect((await browser(app).get(one.link, spanish)).body).toContain('Tiene un mensaje seguro');
    expect((await browser(app).get('/p', spanish)).body).toContain('<html lang="es">');
    const user = browser(app);
    expect((await user.get(one.link)).body).toContain('You have a secure message');
    expect((await user.post(`${one.link}/language`, { language: 'es' })).headers['location']).toBe(one.link);
    expect((await user.get(one.link)).body).toContain('Tiene un mensaje seguro');
    expect((await user.post(`${one.link}/enter`, { code: '1' })).body).toContain('cifras');
    const read = await reader(one);
    await read.post(`${one.link}/language`, { language: 'es' });
    expect((await read.get(read.place)).body).toContain('Responder de forma segura');
  });
});
