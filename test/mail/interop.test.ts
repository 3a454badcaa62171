import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { generateKey, readKey } from 'openpgp';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, it } from 'vitest';
import { sealPgp } from '#mail/method/pgp.ts';
import { sealSmime } from '#mail/method/smime.ts';
import { sealTls } from '#mail/method/tls.ts';
import { derOf, makeIdentity } from '#server/mailbox/certificate.ts';
import { CANARY, content, envelope, signer } from './support.ts';

const directory = mkdtempSync(join(tmpdir(), 'stepwell-interop-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const keys = signer();
const policy = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T2' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
} as const;

/** What reached the recipient is what was written, headers included. */
async function expectOriginal(entity: Uint8Array): Promise<void> {
  const mail = await PostalMime.parse(entity);
  expect(mail.subject).toBe(`About your ${CANARY}`);
  expect(mail.html).toContain(`your ${CANARY} prescription — Привет 💧`);
  expect(mail.text).toContain('\n.a line that begins with a dot');
  expect(mail.from?.address).toBe('care@lakeview.example');
}

async function expectSigned(bytes: Buffer): Promise<void> {
  const { results } = await dkimVerify(bytes, {
    resolver: (name: string) => {
      const found = keys.publicKeys.get(name);
      return found
        ? Promise.resolve([[found]])
        : Promise.reject(Object.assign(new Error('none'), { code: 'ENOTFOUND' }));
    },
  });
  expect(results.map((one) => one.status.result)).toEqual(['pass', 'pass']);
  const covered = [...bytes.toString('latin1').matchAll(/\bh=([^;]+);/g)].map((one) =>
    one[1]!.replaceAll(/\s/g, '').split(':'),
  );
  expect(covered).toHaveLength(2);
  for (const names of covered)
    expect(names).toEqual(expect.arrayContaining(['From', 'List-Unsubscribe', 'List-Unsubscribe-Post']));
}

describe('a message sealed by S/MIME', () => {
  it('is decrypted by the openssl command line and shows nothing outside', async () => {
    const valid = { from: Date.now() - 86_400_000, days: 30 };
    const issuer = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, valid);
    const identity = await makeIdentity({ kind: 'email', address: envelope.recipient }, issuer, valid);
    const sealed = await sealSmime(content(), envelope, keys, {
      fingerprint: 'x',
      material: derOf(identity.certificate),
    });
    expect(sealed.bytes.toString('latin1')).not.toContain('canary');
    expect(sealed.bytes.toString()).toMatch(/^Subject: \[\.\.\.\]\r$/m);
    await expectSigned(sealed.bytes);
    const at = (name: string, text: string | Buffer) => {
      writeFileSync(join(directory, name), text);
      return join(directory, name);
    };
    const plain = execFileSync('openssl', [
      'cms',
      '-decrypt',
      '-in',
      at('smime.eml', sealed.bytes),
      '-recip',
      at('cert.pem', identity.certificate),
      '-inkey',
      at('key.pem', identity.privateKey),
    ]);
    await expectOriginal(plain);
    const structure = execFileSync('openssl', [
      'cms',
      '-cmsout',
      '-print',
      '-in',
      join(directory, 'smime.eml'),
    ]).toString();
    expect(structure).toContain('aes-256-cbc');
    expect(structure).toContain('rsaesOaep');
  });
});

describe('a message sealed by PGP/MIME', () => {
  it('is decrypted by GnuPG and shows nothing outside', async () => {
    const made = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email: envelope.recipient }],
    });
    const key = await readKey({ armoredKey: made.publicKey });
    const sealed = await sealPgp(content(), envelope, keys, {
      fingerprint: key.getFingerprint(),
      material: key.write(),
    });
    expect(sealed.bytes.toString('latin1')).not.toContain('canary');
    expect(sealed.bytes.toString()).toMatch(/^Subject: \[\.\.\.\]\r$/m);
    await expectSigned(sealed.bytes);
    const outer = await PostalMime.parse(sealed.bytes);
    expect(outer.attachments.map((one) => one.mimeType)).toEqual([
      'application/pgp-encrypted',
      'application/octet-stream',
    ]);
    const armored = outer.attachments[1]!.content;
    const home = mkdtempSync(join(directory, 'gnupg-'));
    const gpg = (args: string[], input?: string | Buffer) =>
      execFileSync('gpg', ['--homedir', home, '--batch', '--quiet', '--no-tty', ...args], {
        input,
        stdio: ['pipe', 'pipe', 'pipe'],
      });
    try {
      gpg(['--import'], made.privateKey);
      await expectOriginal(gpg(['--decrypt'], Buffer.from(armored as ArrayBuffer)));
      const packets = gpg(['--list-packets'], Buffer.from(armored as ArrayBuffer)).toString();
      expect(packets).toMatch(/encrypted data packet/);
      expect(packets).not.toContain('aead');
    } finally {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
    }
  });

  it('is refused when the stored key is not the one it is filed under', async () => {
    const made = await generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email: envelope.recipient }],
    });
    const key = await readKey({ armoredKey: made.publicKey });
    await expect(
      sealPgp(content(), envelope, keys, { fingerprint: 'f'.repeat(40), material: key.write() }),
    ).rejects.toThrow('encrypt');
  });
});

describe('a message for TLS alone', () => {
  it('is signed with both keys and parses to what was written', async () => {
    const sealed = await sealTls(content(), envelope, keys, { phi: 'P2', policy });
    expect(sealed.floor).toBe('T2');
    await expectOriginal(sealed.bytes);
    await expectSigned(sealed.bytes);
  });

  it('is never made for P3, whatever the policy says', async () => {
    await expect(sealTls(content(), envelope, keys, { phi: 'P3', policy })).rejects.toThrow('class-too-high');
  });

  it('keeps its floor when a policy asks for less than the law of the product', async () => {
    const sealed = await sealTls(content(), envelope, keys, {
      phi: 'P1',
      policy: { ...policy, floors: { P0: 'T0', P1: 'T0', P2: 'T1' } },
    });
    expect(sealed.floor).toBe('T2');
  });

  it('is not made when a DKIM key cannot sign', async () => {
    const broken = {
      ...keys,
      keys: [keys.keys[0]!, { selector: 'bad', algorithm: 'rsa' as const, privateKey: 'not a key' }],
    };
    await expect(sealTls(content(), envelope, broken, { phi: 'P0', policy })).rejects.toThrow('dkim');
    await expect(sealTls(content(), envelope, { ...keys, keys: [] }, { phi: 'P0', policy })).rejects.toThrow('dkim');
  });
});
