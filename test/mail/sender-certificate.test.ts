import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Failure } from '#core/failure.ts';
import { checkSenderCertificate } from '#mail/check-sender-certificate.ts';
import { envelope } from './support.ts';
import { type OpensslRecipient, openssl } from './method/programs.ts';

const program = openssl();
const NOW = Date.now() + 600_000;
const address = envelope.recipient;
const RSA = ['-newkey', 'rsa:2048'];
const usable = program.recipient('usable', RSA, ['keyUsage = digitalSignature']);

const pem = ({ certificate, key }: OpensslRecipient) => Buffer.concat([readFileSync(certificate), readFileSync(key)]);

function pkcs12({ certificate, key }: OpensslRecipient, ...more: string[]): Buffer {
  const out = program.at('made.p12');
  program.run(
    'pkcs12',
    '-export',
    '-in',
    certificate,
    '-inkey',
    key,
    '-out',
    out,
    '-passout',
    'pass:geheim ü',
    ...more,
  );
  return readFileSync(out);
}

const check = (file: Uint8Array, passphrase = '', to = address) =>
  checkSenderCertificate({ file, passphrase }, to, NOW);

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'taken',
    (error: Failure) => error.details['problem'],
  );

describe('a certificate for a sender', () => {
  it('is refused, with the reason, when it cannot sign the mail of this address', async () => {
    expect(await problemOf(check(Buffer.from('neither')))).toBe('unreadable');
    expect(await problemOf(check(Buffer.alloc(10 << 20)))).toBe('too-large');
    expect(await problemOf(check(pem(usable), '', 'other@lakeview.example'))).toBe('wrong-address');
    expect(await problemOf(check(pem(usable), '', `x${address}`))).toBe('wrong-address');
    expect(await problemOf(check(readFileSync(usable.certificate)))).toBe('no-key');
    expect(await problemOf(check(readFileSync(usable.key)))).toBe('no-certificate');
    const other = program.recipient('other', RSA);
    const mixed = Buffer.concat([readFileSync(usable.certificate), readFileSync(other.key)]);
    expect(await problemOf(check(mixed))).toBe('no-certificate');
    expect(await problemOf(check(pem(program.recipient('weak', ['-newkey', 'rsa:1024']))))).toBe('weak');
    expect(await problemOf(check(pem(program.recipient('ed', ['-newkey', 'ed25519']))))).toBe('unsupported');
    const encrypting = program.recipient('encrypting', RSA, ['keyUsage = keyEncipherment']);
    expect(await problemOf(check(pem(encrypting)))).toBe('not-for-mail');
    const host = program.recipient('host', RSA, ['extendedKeyUsage = serverAuth']);
    expect(await problemOf(check(pem(host)))).toBe('not-for-mail');
    expect(await problemOf(checkSenderCertificate({ file: pem(usable), passphrase: '' }, address, NOW + 9e10))).toBe(
      'expired',
    );
    expect(await problemOf(checkSenderCertificate({ file: pem(usable), passphrase: '' }, address, NOW - 9e10))).toBe(
      'not-yet-valid',
    );
    expect(await problemOf(check(pkcs12(usable), 'wrong'))).toBe('passphrase');
    expect(await problemOf(check(pkcs12(usable).subarray(0, 900), 'geheim ü'))).toBe('unreadable');
  });

  it('is taken from PEM and from PKCS #12, with its private key', async () => {
    const elliptic = program.recipient('ec', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']);
    for (const [one, file, passphrase] of [
      [usable, pem(usable), ''],
      [elliptic, pem(elliptic), ''],
      [usable, pkcs12(usable), 'geheim ü'],
      [elliptic, pkcs12(elliptic), 'geheim ü'],
    ] as const) {
      const key = await check(file, passphrase);
      expect(key).toMatchObject({
        kind: 'smime',
        source: 'uploaded',
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(key.published.replaceAll(/\s/g, '')).toContain(one.der.toString('base64'));
      expect(Buffer.from(key.privateKey).toString()).toContain('BEGIN PRIVATE KEY');
    }
  });
});
