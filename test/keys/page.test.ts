import PostalMime from 'postal-mime';
import { afterAll, describe, expect, it } from 'vitest';
import { registerKeyPage } from '#api/key-page/register.ts';
import type { Services } from '#api/services.ts';
import { keyPageLink } from '#mail/keys/link.ts';
import { makeToken } from '#mail/tokens.ts';
import { sendKeyMail } from '#server/delivery/key-mail.ts';
import { openApp } from '#server/http/app.ts';
import { listMail } from '#server/mailbox/read.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { reachedHow } from '#store/recipient-keys/list.ts';
import { loadChoices } from '#store/recipient-keys/choice.ts';
import { browser } from '#test/support/browser.ts';
import { deliveryRig } from '#test/support/delivery.ts';
import { mailTransport } from '#test/support/mail-hosts.ts';
import { testServices } from '#test/support/services.ts';
import { type Owner, contactOf, pgpKey, tools } from './support.ts';

const services = await testServices();
const { sql } = services.db;
const transport = await mailTransport(services);
await deliveryRig(services);
/** The job runs at once instead of in the job library's time. */
const web: Services = { ...services, addJob: (_name, payload) => sendKeyMail(services, transport, payload) };
const app = await openApp(web, { production: false });
await registerKeyPage(app, web);
const { gpg, certificate, openssl, write } = tools();
afterAll(async () => {
  await app.close();
});

const HOUR = 3_600_000;
const at = (url: string) => url.replace(/^https?:\/\/[^/]+/, '');
let people = 0;
const someone = (domain = 'clearlake.example') => contactOf(services, `ines.k${people++}@${domain}`);
const linkTo = async (owner: Owner, until?: number) =>
  at(keyPageLink(services.seal, 'http://127.0.0.1:4600', owner, until ?? (await services.now()) + HOUR));
const keysOf = async (owner: Owner) => (await reachedHow(sql, owner)).keys;

/** What a browser sends for the page's form. */
async function give(url: string, { file, text = '' }: { file?: string | Uint8Array; text?: string }, headers = {}) {
  const edge = 'x-edge-of-part-x';
  const part = (name: string, body: Uint8Array, more = '') =>
    Buffer.concat([
      Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
      body,
      Buffer.from('\r\n'),
    ]);
  const payload = Buffer.concat([
    part(
      'file',
      Buffer.from(file ?? ''),
      `; filename="${file ? 'key' : ''}"\r\nContent-Type: application/octet-stream`,
    ),
    part('text', Buffer.from(text)),
    Buffer.from(`--${edge}--\r\n`),
  ]);
  return app.inject({
    method: 'POST',
    url: `${url}/upload`,
    headers: { host: '127.0.0.1:4600', 'content-type': `multipart/form-data; boundary=${edge}`, ...headers },
    payload,
  });
}

async function newestMail(owner: Owner): Promise<Buffer> {
  const [mail] = await listMail(services, { limit: 5, recipient: owner.email });
  return Buffer.from(await services.mailbox!.raw(mail!.id), 'latin1');
}

/** On a line of its own: groups of a fingerprint can be all digits as well. */
const codeIn = (text: string) => /^\d{4} \d{4}$/m.exec(text)![0];

/** The mail's own text, as a mail program shows it. */
async function readable(entity: Buffer): Promise<string> {
  const { text = '' } = await PostalMime.parse(entity);
  return text;
}

/** With the owner's own GnuPG, as their mail program would. */
const byGnupg = async (mail: Buffer) => codeIn(await readable(gpg(['--skip-verify', '--decrypt'], mail)));

function gnupgKey(owner: Owner): string {
  gpg(['--passphrase', '', '--quick-generate-key', `<${owner.email}>`, 'future-default', 'default', '1y']);
  return gpg(['--armor', '--export', owner.email]).toString();
}

describe('the link', () => {
  it('opens nothing when it is forged, over, or made for something else', async () => {
    const owner = await someone();
    const now = await services.now();
    const bad = [
      await linkTo(owner, now - HOUR),
      `/k/${makeToken(services.seal, 'portal', owner.lane, owner.id, 'zzzzzz')}`,
      `/k/${makeToken(services.seal, 'keys', owner.lane, owner.id)}`,
      `${await linkTo(owner)}x`,
      '/k/nothing',
    ];
    for (const url of bad) {
      for (const method of ['GET', 'POST'] as const) {
        const answer = await app.inject({
          method,
          url: method === 'GET' ? url : `${url}/choice`,
          headers: { host: '127.0.0.1:4600', 'content-type': 'application/x-www-form-urlencoded' },
          ...(method === 'POST' ? { payload: 'delivery=portal' } : {}),
        });
        expect(answer.statusCode).toBe(404);
      }
    }
    expect(await loadChoices(sql, [owner])).toEqual(new Map());
  });

  it('mailed to the contact opens the page, which shows nothing of them but their keys', async () => {
    const owner = await someone();
    await sendKeyMail(services, transport, { lane: owner.lane, contactId: owner.id, link: true });
    const mail = await readable(await newestMail(owner));
    expect(mail).not.toContain('Ines');
    const link = /http:\/\/127\.0\.0\.1:4600(\/k\/[\w-]+)/.exec(mail)![1]!;
    const page = await browser(app).get(link);
    expect(page.status).toBe(200);
    expect(page.body).not.toContain(owner.email);
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(String(page.headers['content-security-policy'])).toContain("default-src 'none'");
  });
});

describe('the page', () => {
  it('changes nothing by GET, nor from another site, nor for a scanner that follows every link', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const { publicKey } = await pgpKey(owner.email);
    await give(url, { text: publicKey });
    const before = JSON.stringify(await reachedHow(sql, owner));
    const page = await browser(app).get(url);
    for (const [, href] of page.body.matchAll(/(?:href|action)="([^"]+)"/g)) {
      await browser(app).get(href!.replaceAll('&amp;', '&'));
      await browser(app).head(href!.replaceAll('&amp;', '&'));
    }
    const elsewhere = { origin: 'https://attacker.example', 'sec-fetch-site': 'cross-site' };
    expect((await browser(app).post(`${url}/choice`, { delivery: 'portal' }, elsewhere)).status).toBe(404);
    expect((await give(url, { text: publicKey }, elsewhere)).statusCode).toBe(404);
    expect(JSON.stringify(await reachedHow(sql, owner))).toBe(before);
  });

  it('keeps a choice, with an audit entry by the recipient', async () => {
    const owner = await someone();
    const answer = await browser(app).post(`${await linkTo(owner)}/choice`, { delivery: 'portal' });
    expect(answer.body).toContain('Saved.');
    expect(await loadChoices(sql, [owner])).toEqual(new Map([[owner.id, 'portal']]));
    const [entry] = await sql`select actor, action, details from audit where subject = ${`contact:${owner.id}`}`;
    expect(entry).toMatchObject({ actor: `recipient:${owner.id}`, action: 'recipient.choose' });
  });

  it('says why a key is refused, and keeps none of it: private, another person’s, 10 MB, nothing', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const made = await pgpKey(owner.email);
    const said = async (given: Parameters<typeof give>[1]) => {
      const answer = await give(url, given);
      expect(answer.statusCode).toBe(422);
      return answer.body;
    };
    expect(await said({ text: made.privateKey })).toContain('private key');
    expect(await said({ file: (await pgpKey('mallory@one.example')).publicKey })).toContain(
      'None of the key’s user ids',
    );
    expect(await said({ text: 'A'.repeat(200 << 10) })).toContain('larger than a key');
    expect(await said({})).toContain('Choose a file');
    const big = await give(url, { file: Buffer.alloc(10 << 20) });
    expect([413, 422]).toContain(big.statusCode);
    expect(await keysOf(owner)).toEqual([]);
  });

  it('enrolls a GnuPG key after the code sealed to it, read by GnuPG, was entered, and says the fingerprint', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const answer = await give(url, { text: gnupgKey(owner) });
    expect(answer.statusCode).toBe(200);
    const [key] = await keysOf(owner);
    expect(key).toMatchObject({ state: 'pending', challenges: ['prove'] });
    const mail = await newestMail(owner);
    // Sealed: the code stands nowhere in what went over the wire.
    const code = await byGnupg(mail);
    expect(await readable(mail)).not.toContain(code);
    expect(mail.toString()).not.toContain(code);
    const wrong = await browser(app).post(`${url}/${key!.id}/enter`, { purpose: 'prove', code: '0000 0000' });
    expect(wrong.status).toBe(422);
    const right = await browser(app).post(`${url}/${key!.id}/enter`, { purpose: 'prove', code });
    expect(right.body).toContain('From now on our mail to you is sealed');
    expect(await keysOf(owner)).toMatchObject([{ state: 'enrolled', proof: 'possession' }]);
  });

  it('enrolls a certificate made by OpenSSL, the code read by OpenSSL from the file the page offers', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const made = certificate(owner.email);
    await give(url, { file: made.pem });
    const [key] = await keysOf(owner);
    const file = await app.inject({
      url: `${url}/${key!.id}/code.eml?purpose=prove`,
      headers: { host: '127.0.0.1:4600' },
    });
    expect(file.headers['content-type']).toBe('message/rfc822');
    const eml = write(file.rawPayload, 'eml');
    const plain = openssl(['cms', '-decrypt', '-in', eml, '-recip', made.file, '-inkey', made.keyFile]);
    const code = codeIn(await readable(plain));
    await browser(app).post(`${url}/${key!.id}/enter`, { purpose: 'prove', code });
    expect(await keysOf(owner)).toMatchObject([{ kind: 'smime', state: 'enrolled', proof: 'possession' }]);
  });

  it('lets a new key take the old one’s place only with a code sealed to the old one', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const old = await enrollKey(services, owner, { material: gnupgKey(owner), attested: 'in-person', by: 'user:test' });
    const fresh = certificate(owner.email);
    await give(url, { file: fresh.pem });
    const pending = (await keysOf(owner)).find((one) => one.state === 'pending')!;
    const plain = openssl([
      'cms',
      '-decrypt',
      '-in',
      write(await newestMail(owner), 'eml'),
      '-recip',
      fresh.file,
      '-inkey',
      fresh.keyFile,
    ]);
    const proven = await browser(app).post(`${url}/${pending.id}/enter`, {
      purpose: 'prove',
      code: codeIn(await readable(plain)),
    });
    expect(proven.body).toContain('that has to be confirmed');
    expect((await keysOf(owner)).find((one) => one.id === old.id)).toMatchObject({ state: 'enrolled' });
    await browser(app).post(`${url}/${pending.id}/send`, { purpose: 'replace' });
    const code = await byGnupg(await newestMail(owner));
    const done = await browser(app).post(`${url}/${pending.id}/enter`, { purpose: 'replace', code });
    expect(done.body).toContain('The new key is in use');
  });

  it('removes a key with a code sealed to it; a lost one without, and then mail waits in the portal', async () => {
    const owner = await someone();
    const url = await linkTo(owner);
    const key = await enrollKey(services, owner, { material: gnupgKey(owner), attested: 'in-person', by: 'user:test' });
    await browser(app).post(`${url}/${key.id}/send`, { purpose: 'remove' });
    await browser(app).post(`${url}/${key.id}/enter`, {
      purpose: 'remove',
      code: await byGnupg(await newestMail(owner)),
    });
    expect(await keysOf(owner)).toMatchObject([{ state: 'superseded', problem: 'removed' }]);
    const loser = await someone();
    const { publicKey } = await pgpKey(loser.email);
    const lost = await enrollKey(services, loser, { material: publicKey, attested: 'in-person', by: 'user:test' });
    const answer = await browser(app).post(`${await linkTo(loser)}/${lost.id}/lost`);
    expect(answer.body).toContain('Messages wait in the portal');
    expect(await keysOf(loser)).toMatchObject([{ state: 'revoked', problem: 'reported-lost' }]);
  });

  it('does nothing with another person’s key, whatever its id', async () => {
    const [owner, other] = [await someone(), await someone()];
    const { publicKey } = await pgpKey(other.email);
    const key = await enrollKey(services, other, { material: publicKey, attested: 'in-person', by: 'user:test' });
    const url = await linkTo(owner);
    for (const [what, form] of [
      ['lost', {}],
      ['cancel', {}],
      ['send', { purpose: 'remove' }],
      ['enter', { purpose: 'remove', code: '1' }],
    ] as const)
      await browser(app).post(`${url}/${key.id}/${what}`, form);
    expect(await keysOf(other)).toMatchObject([{ state: 'enrolled', challenges: [] }]);
  });
});
