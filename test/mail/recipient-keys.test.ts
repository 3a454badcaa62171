import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKey, readPrivateKey, revokeKey } from 'openpgp';
import { afterAll, describe, expect, it } from 'vitest';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { enrollKey } from '#store/recipient-keys/enroll.ts';
import { loadKeys } from '#store/recipient-keys/load.ts';
import { upsertContacts } from '#store/contacts/upsert.ts';
import { testServices } from '#test/support/services.ts';

const services = await testServices();
const { db, seal, newId } = services;
const directory = mkdtempSync(join(tmpdir(), 'stepwell-keys-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const DAY = 86_400_000;
const valid = { from: Date.now() - DAY, days: 30 };
const issuer = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, valid);
let people = 0;

async function contact(): Promise<{ lane: number; id: string; email: string }> {
  const email = `key.owner${people++}@one.example`;
  const [made] = await upsertContacts({ sql: db.sql, seal, newId }, [{ attributes: { email } }]);
  if (!made || !('id' in made)) throw new Error('no contact');
  return { ...made, email };
}

const pgpFor = async (email: string, more: Partial<Parameters<typeof generateKey>[0]> = {}) =>
  generateKey({
    type: 'ecc',
    curve: 'curve25519Legacy',
    userIDs: [{ email }],
    format: 'armored',
    ...more,
  } as Parameters<typeof generateKey>[0] & { format: 'armored' });

/** A certificate as openssl makes it, with these options. */
function opensslCertificate(email: string, options: { bits?: number; usage?: string }): string {
  const out = join(directory, `${people}-${Math.random()}.pem`);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      `rsa:${options.bits ?? 2048}`,
      '-nodes',
      '-keyout',
      join(directory, 'k.pem'),
      '-out',
      out,
      '-subj',
      '/CN=Someone',
      '-days',
      '30',
    ].concat([
      '-addext',
      `subjectAltName=email:${email}`,
      '-addext',
      'basicConstraints=critical,CA:FALSE',
      '-addext',
      `keyUsage=${options.usage ?? 'keyEncipherment'}`,
    ]),
    { stdio: 'pipe' },
  );
  return readFileSync(out, 'utf8');
}

describe('a PGP key', () => {
  it('of the recipient is kept, sealed, and found usable', async () => {
    const owner = await contact();
    const { publicKey } = await pgpFor(owner.email);
    const enrolled = await enrollKey(services, owner, { kind: 'pgp', material: publicKey });
    expect(enrolled.status).toBe('usable');
    const keys = (await loadKeys(db.sql, [owner])).get(owner.id)!;
    expect(keys).toMatchObject([{ kind: 'pgp', source: 'enrolled', usable: true, fingerprint: enrolled.fingerprint }]);
    expect(Buffer.from(keys[0]!.sealed).includes(owner.email)).toBe(false);
  });

  it('is refused, with the reason, when it could not protect this recipient', async () => {
    const owner = await contact();
    const refused = async (material: string | Uint8Array) =>
      enrollKey(services, owner, { kind: 'pgp', material }).then(
        () => 'taken',
        (error: { details: { problem: string } }) => error.details.problem,
      );
    const other = await pgpFor('someone.else@one.example');
    expect(await refused(other.publicKey)).toBe('wrong-user-id');
    const expired = await pgpFor(owner.email, { date: new Date(Date.now() - 10 * DAY), keyExpirationTime: 86_400 });
    expect(await refused(expired.publicKey)).toBe('expired');
    const signOnly = await pgpFor(owner.email, { subkeys: [{ sign: true }] });
    expect(await refused(signOnly.publicKey)).toBe('sign-only');
    const mine = await pgpFor(owner.email);
    const revoked = await revokeKey({ key: await readPrivateKey({ armoredKey: mine.privateKey }), format: 'armored' });
    expect(await refused(revoked.publicKey)).toBe('revoked');
    expect(await refused(mine.privateKey)).toBe('private');
    expect(await refused('not a key at all')).toBe('unreadable');
    const home = mkdtempSync(join(directory, 'gnupg-'));
    const gpg = (args: string[]) =>
      execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', ...args], { stdio: 'pipe' });
    gpg(['--passphrase', '', '--quick-generate-key', `<${owner.email}>`, 'rsa1024', 'default', '1y']);
    expect(await refused(gpg(['--export']))).toBe('weak');
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    expect((await loadKeys(db.sql, [owner])).size).toBe(0);
  });

  it('that would replace one in use waits for confirmation', async () => {
    const owner = await contact();
    const first = await enrollKey(services, owner, { kind: 'pgp', material: (await pgpFor(owner.email)).publicKey });
    const material = (await pgpFor(owner.email)).publicKey;
    const second = await enrollKey(services, owner, { kind: 'pgp', material });
    expect(second.status).toBe('unconfirmed');
    const usable = async () =>
      (await loadKeys(db.sql, [owner]))
        .get(owner.id)!
        .filter((key) => key.usable)
        .map((key) => key.fingerprint);
    expect(await usable()).toEqual([first.fingerprint]);
    await enrollKey(services, owner, { kind: 'pgp', material, confirmed: true });
    expect(await usable()).toEqual([second.fingerprint]);
  });

  it('that expires later is no longer usable then', async () => {
    const owner = await contact();
    const { publicKey } = await pgpFor(owner.email, { keyExpirationTime: 10 * 86_400 });
    await enrollKey(services, owner, { kind: 'pgp', material: publicKey });
    await db.sql`update recipient_keys set expires_at = now() - interval '1 minute' where contact_id = ${owner.id}`;
    expect((await loadKeys(db.sql, [owner])).get(owner.id)).toMatchObject([{ usable: false, problem: 'expired' }]);
  });
});

describe('an S/MIME certificate', () => {
  it('of the recipient is kept', async () => {
    const owner = await contact();
    const { certificate } = await makeIdentity({ kind: 'email', address: owner.email }, issuer, valid);
    expect(await enrollKey(services, owner, { kind: 'smime', material: certificate })).toMatchObject({
      status: 'usable',
    });
    const fromOpenssl = await contact();
    const material = opensslCertificate(fromOpenssl.email, {});
    expect(await enrollKey(services, fromOpenssl, { kind: 'smime', material })).toMatchObject({ status: 'usable' });
  });

  it('is refused, with the reason, when it could not protect this recipient', async () => {
    const owner = await contact();
    const refused = async (material: string) =>
      enrollKey(services, owner, { kind: 'smime', material }).then(
        () => 'taken',
        (error: { details: { problem: string } }) => error.details.problem,
      );
    expect(await refused(opensslCertificate('someone.else@one.example', {}))).toBe('wrong-user-id');
    expect(await refused(opensslCertificate(`x${owner.email}`, {}))).toBe('wrong-user-id');
    expect(await refused(opensslCertificate(owner.email, { bits: 1024 }))).toBe('weak');
    expect(await refused(opensslCertificate(owner.email, { usage: 'digitalSignature' }))).toBe('sign-only');
    const old = await makeIdentity({ kind: 'email', address: owner.email }, issuer, {
      from: Date.now() - 40 * DAY,
      days: 30,
    });
    expect(await refused(old.certificate)).toBe('expired');
    expect(await refused(old.certificate + old.privateKey)).toBe('private');
    expect(await refused(issuer.certificate)).toBe('wrong-user-id');
    expect(await refused('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')).toBe('unreadable');
  });
});
