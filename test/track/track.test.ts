import { afterAll, describe, expect, it } from 'vitest';
import { registerTracking } from '#api/track/register.ts';
import { registerUnsubscribe } from '#api/unsubscribe/register.ts';
import { HOLD_MS } from '#core/tracking/judge.ts';
import { linksOf } from '#mail/links.ts';
import { makeToken, readToken } from '#mail/tokens.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { openApp } from '#server/http/app.ts';
import { advanceClock } from '#store/clock/advance.ts';
import { judgeHeld } from '#store/events/judge-held.ts';
import { findSuppressions } from '#store/suppressions/find.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { browser } from '#test/support/browser.ts';
import { type Recipient, deliveryRig } from '#test/support/delivery.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { sql } = services.db;
const rig = await deliveryRig(services);
const app = await openApp(services, { production: false });
registerTracking(app, services);
registerUnsubscribe(app, services);
afterAll(() => app.close());
let people = 0;

/** A message that was accepted an hour ago, whose version has these links. */
async function sent(state = 'sent'): Promise<{ contact: Recipient; id: string; links: ReturnType<typeof linksOf> }> {
  const contact = await rig.contact(`ada.t${people++}@clearlake.example`);
  const id = (await rig.queue([contact])).get(contact.id)!;
  const versionId = services.newId();
  const list = JSON.stringify(
    ['one', 'two', 'three'].map((label) => ({ label, url: `https://lakeview.example/${label}?a=1&b=2` })),
  );
  await sql`insert into template_versions (id, template_id, version, subject, preheader, mjml, html, text, fields, links, phi)
    select ${versionId}, id, ${1000 + people}, '', '', '', '', '', '[]', ${list}::text::jsonb, 'P0' from templates limit 1`;
  await sql`update messages set state = ${state}, template_version_id = ${versionId},
    finished_at = stepwell_now() - interval '1 hour' where id = ${id}`;
  return { contact, id, links: linksOf(services.seal, 'http://127.0.0.1:4600', { lane: contact.lane, id }) };
}

const eventsOf = (id: string) =>
  sql`select kind, human, judgement, link, step from events where message_id = ${id} order by at, id`;
/** What is held is judged when its minute is over. */
const minuteLater = async () => {
  await advanceClock(sql, HOLD_MS);
  await judgeHeld(sql, 100);
};
const hashOf = (contact: Recipient) => suppressionHash(services.seal, contact.email)!;

describe('tokens', () => {
  it('open for their purpose only, and not after any change', () => {
    const id = services.newId();
    const token = makeToken(services.seal, 'click', 63, id, '12');
    expect(readToken(services.seal, 'click', token)).toEqual({ lane: 63, id, extra: '12' });
    expect(readToken(services.seal, 'open', token)).toBeNull();
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === 'A' ? 'B' : 'A';
      expect(readToken(services.seal, 'click', token.slice(0, i) + other + token.slice(i + 1))).toBeNull();
    }
    expect(readToken(services.seal, 'click', `${token}A`)).toBeNull();
    expect(readToken(services.seal, 'click', '')).toBeNull();
  });
});

describe('an open', () => {
  it('answers with a pixel nothing may keep, and is recorded', async () => {
    const { id, links } = await sent();
    const answer = await browser(app).get(links.open);
    expect(answer.headers['content-type']).toBe('image/gif');
    expect(answer.headers['cache-control']).toContain('no-store');
    expect(await eventsOf(id)).toEqual([{ kind: 'open', human: false, judgement: null, link: null, step: 'mail' }]);
    await minuteLater();
    expect(await eventsOf(id)).toEqual([{ kind: 'open', human: true, judgement: 'HUMAN', link: null, step: 'mail' }]);
  });

  it('before our 250, by HEAD or by a known proxy is kept and counted as automated', async () => {
    const early = await sent('sealed');
    await browser(app).get(early.links.open);
    expect(await eventsOf(early.id)).toMatchObject([{ human: false, judgement: 'BEFORE_ACCEPTED' }]);
    const { id, links } = await sent();
    await browser(app).head(links.open);
    await browser(app).get(links.open, { 'user-agent': 'Mozilla/5.0' });
    expect(await eventsOf(id)).toMatchObject([
      { human: false, judgement: 'HEAD' },
      { human: false, judgement: 'KNOWN_PROXY' },
    ]);
  });

  it('with a forged token still gets its picture, and records nothing', async () => {
    const [before] = await sql`select count(*)::int as n from events`;
    const answer = await browser(app).get('/t/o/forged');
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('image/gif');
    expect(await sql`select count(*)::int as n from events`).toEqual([before]);
  });
});

describe('a click', () => {
  it('leads to the link of the version, and is recorded with its label', async () => {
    const { id, links } = await sent();
    const answer = await browser(app).get(links.click(1));
    expect(answer.status).toBe(302);
    expect(answer.headers['location']).toBe('https://lakeview.example/two?a=1&b=2');
    await minuteLater();
    expect(await eventsOf(id)).toEqual([{ kind: 'click', human: true, judgement: 'HUMAN', link: 'two', step: 'mail' }]);
  });

  it('leads nowhere else, whatever is asked', async () => {
    const { contact, id, links } = await sent();
    const made = (extra: string) => `/t/c/${makeToken(services.seal, 'click', contact.lane, id, extra)}`;
    const bad = [
      made('9'),
      made('-1'),
      made('1.5'),
      made('x'),
      made(''),
      '/t/c/forged',
      links.open.replace('/t/o/', '/t/c/'),
    ];
    for (const url of [...bad, '/t/c/forged?url=https://evil.example']) {
      const answer = await browser(app).get(url);
      expect(answer.status).toBe(404);
      expect(answer.headers['location']).toBeUndefined();
    }
    expect(await eventsOf(id)).toEqual([]);
  });

  it('in a sweep over all links is automated, and so are the ones before it', async () => {
    const { id, links } = await sent();
    await browser(app).get(links.open);
    await Promise.all([0, 1, 2].map((i) => browser(app).get(links.click(i))));
    const events = await eventsOf(id);
    const clicks = events.filter((one) => one['kind'] === 'click');
    expect(clicks).toHaveLength(3);
    expect(clicks.every((one) => one['human'] === false && one['judgement'] === 'BURST')).toBe(true);
  });
});

describe('unsubscribing', () => {
  it('does not happen because something fetched the link', async () => {
    const { contact, links } = await sent();
    const page = await browser(app).get(links.unsubscribe);
    await browser(app).head(links.unsubscribe);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Unsubscribe');
    expect(page.body).not.toContain(contact.email);
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set());
  });

  it.each([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'multipart',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    ],
  ])('counts at once when a mail program posts it as %s', async (_as, type, payload) => {
    const { contact, links } = await sent();
    const url = new URL(links.unsubscribe).pathname;
    const answer = await app.inject({
      method: 'POST',
      url,
      payload,
      headers: { 'content-type': type, host: '127.0.0.1:4600' },
    });
    expect(answer.statusCode).toBe(200);
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set(['commercial']));
  });

  it('works from the page and can be taken back there, but a hard stop cannot', async () => {
    const { contact, links } = await sent();
    const user = browser(app);
    await user.post(links.unsubscribe, { wish: 'stop' });
    await user.post(links.unsubscribe, { wish: 'stop' });
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set(['commercial']));
    expect((await user.get(links.unsubscribe)).body).toContain('no longer get');
    await sql`insert into suppressions (hash, scope, reason) values (${hashOf(contact)}, 'all', 'hard-bounce')`;
    await user.post(links.unsubscribe, { wish: 'resume' });
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set(['all']));
  });

  it('speaks the recipient’s language, and stops one sender alone if they wish, by a click on that', async () => {
    const { contact, id, links } = await sent();
    const [sender] = await sql<{ id: string }[]>`select id from senders limit 1`;
    await rig.contact(contact.email, { language: 'es-MX' });
    const { lane, id: contactId } = contact;
    const record = { kind: 'intent', sender: sender!.id };
    await sql.begin((tx) => appendEvidence(tx, [{ lane, contactId, messageId: id, attempt: 1, record }]));
    const user = browser(app);
    const page = await user.get(links.unsubscribe);
    expect(page.body).toContain('<html lang="es">');
    expect(page.body).toContain('Dejar de recibir lo que envía «Lakeview Clinic»');
    await user.post(links.unsubscribe, { wish: 'stop-sender' });
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set([`sender:${sender!.id}`]));
    expect((await user.get(links.unsubscribe)).body).toContain('Volver a recibir lo que envía');
    await user.post(links.unsubscribe, { wish: 'stop' });
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set(['commercial', `sender:${sender!.id}`]));
    await user.post(links.unsubscribe, { wish: 'resume' });
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set());
  });

  it('leaves an audit entry of the recipient’s own and stands on the timeline once', async () => {
    const { contact, id, links } = await sent();
    await browser(app).post(links.unsubscribe, { 'List-Unsubscribe': 'One-Click' });
    await browser(app).post(links.unsubscribe, { 'List-Unsubscribe': 'One-Click' });
    expect(await eventsOf(id)).toMatchObject([{ kind: 'unsubscribe' }]);
    const rows = await sql`select action, details from audit where actor = ${`recipient:${contact.id}`}`;
    expect(rows[0]).toMatchObject({ action: 'suppression.add', details: { scope: 'commercial', by: 'one-click' } });
  });

  it('is refused for a forged link, an empty post and a post too large', async () => {
    const { contact, links } = await sent();
    expect((await browser(app).post('/u/forged', { wish: 'stop' })).status).toBe(404);
    expect((await browser(app).post(links.unsubscribe, {})).status).toBe(400);
    expect((await browser(app).post(links.unsubscribe, { wish: 'stop', more: 'x'.repeat(20_000) })).status).toBe(413);
    expect(await findSuppressions(sql, hashOf(contact))).toEqual(new Set());
  });
});
