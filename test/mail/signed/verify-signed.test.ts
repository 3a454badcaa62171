import { readFileSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { generateKey, readKey, revokeKey, sign as pgpSign, createMessage } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { type VerifyOptions, verifySigned } from '#mail/signed/verify-signed.ts';
import { openssl } from '../method/programs.ts';

const program = openssl();
/** After everything that is made here begins to be valid. */
const NOW = Date.now() + 600_000;
const ada = 'ada.example001@pgpmail.example';
const BODY =
  'Content-Type: text/plain; charset=utf-8\r\n\r\nPlease write to me by S/MIME — thank you.\r\n--\r\nAda\r\n';

/** A mail as OpenSSL signs it, with headers in front as a mail program would write them. */
function signedMail(
  by: { certificate: string; key: string },
  { from = `Ada Example <${ada}>`, args = [], body = BODY }: { from?: string; args?: string[]; body?: string } = {},
): Buffer {
  writeFileSync(program.at('body'), body);
  const made = program.run(
    'cms',
    '-sign',
    '-in',
    program.at('body'),
    '-signer',
    by.certificate,
    '-inkey',
    by.key,
    '-md',
    'sha256',
    '-crlfeol',
    ...args,
  );
  return Buffer.concat([Buffer.from(`From: ${from}\r\nTo: care@lakeview.example\r\nSubject: Hello\r\n`), made]);
}

const look = async (mail: Uint8Array, options: Partial<VerifyOptions> = {}) => {
  const found = await verifySigned(mail, { at: NOW, ...options });
  return found && { ...found, material: Buffer.from(found.material) };
};

const own = program.recipient('ada', ['-newkey', 'rsa:2048']);

describe('a mail that is not signed, or badly', () => {
  it('is not taken for a signed one', async () => {
    expect(await look(Buffer.from(`From: ${ada}\r\nContent-Type: text/plain\r\n\r\nHello\r\n`))).toBeNull();
    expect(await look(Buffer.alloc(0))).toBeNull();
    const cut = signedMail(own);
    expect(await look(cut.subarray(0, cut.length >> 1))).toBeNull();
    const enveloped = Buffer.from(
      `From: ${ada}\r\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\nAAAA\r\n`,
    );
    expect(await look(enveloped)).toBeNull();
  });

  it('never throws for what is in it', async () => {
    const good = signedMail(own);
    await fc.assert(
      fc.asyncProperty(fc.nat(good.length - 1), fc.uint8Array({ minLength: 1, maxLength: 40 }), async (at, bytes) => {
        const broken = Buffer.from(good);
        broken.set(bytes.subarray(0, good.length - at), at);
        const found = await look(broken);
        const same = broken.equals(good);
        const inSigned = found !== null && found.problem === null;
        // Whatever is still believed says what was signed, by whom it was signed.
        if (inSigned && !same) expect(found.fingerprint).toMatch(/^[0-9a-f]{64}$/);
      }),
      // A byte that leaves a certificate one parser takes and another does not.
      { numRuns: 300, examples: [[881, Uint8Array.from([99])]] },
    );
  }, 60_000);
});

describe('S/MIME', () => {
  it('is refused when what was signed was changed', async () => {
    const mail = signedMail(own).toString('latin1').replace('thank you', 'thank yov');
    expect(await look(Buffer.from(mail, 'latin1'))).toMatchObject({ problem: 'bad-signature', addresses: [ada] });
  });

  it('is refused for the address in From when the certificate is another’s, or From is not one address', async () => {
    for (const from of [
      'Someone Else <other@pgpmail.example>',
      `Ada <${ada}>, Bob <bob@pgpmail.example>`,
      `"${ada}" <other@pgpmail.example>`,
      `x${ada}`,
    ])
      expect(await look(signedMail(own, { from }))).toMatchObject({ problem: 'wrong-address', addresses: [ada] });
    const twice = Buffer.concat([Buffer.from('From: other@pgpmail.example\r\n'), signedMail(own)]);
    expect(await look(twice)).toMatchObject({ problem: 'wrong-address', from: null });
  });

  it('is refused when its hash or key is weak, or its certificate is over or for something else', async () => {
    const weak = program.recipient('weak', ['-newkey', 'rsa:1024']);
    expect(await look(signedMail(weak))).toMatchObject({ problem: 'weak' });
    expect(await look(signedMail(own, { args: ['-md', 'sha1'] }))).toMatchObject({ problem: 'weak' });
    expect(await look(signedMail(own), { at: NOW + 400 * 86_400_000 })).toMatchObject({ problem: 'expired' });
    const host = program.recipient('host', ['-newkey', 'rsa:2048'], ['extendedKeyUsage = serverAuth']);
    expect(await look(signedMail(host))).toMatchObject({ problem: 'not-for-mail' });
    expect(await look(signedMail(own, { args: ['-nocerts'] }))).toMatchObject({ problem: 'no-key' });
  });

  it.each([
    ['RSA', ['-newkey', 'rsa:2048']],
    ['P-256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']],
    ['P-384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']],
  ])('signed with %s, in the clear or opaque, tells whose certificate it is', async (name, newKey) => {
    const one = program.recipient(name, newKey);
    for (const args of [[], ['-nodetach']]) {
      const found = await look(signedMail(one, { args }));
      expect(found).toMatchObject({ method: 'smime', problem: null, from: ada, addresses: [ada], issuer: 'self' });
      expect(found!.material.equals(one.der)).toBe(true);
    }
  });

  it('says whether an authority vouches for the certificate, and does not believe one that only looks like it', async () => {
    const authority = (name: string) => {
      const files = { certificate: program.at(`${name}.pem`), key: program.at(`${name}.key`) };
      program.run(
        'req',
        '-x509',
        '-nodes',
        '-newkey',
        'rsa:2048',
        '-keyout',
        files.key,
        '-out',
        files.certificate,
        '-subj',
        '/CN=Authority',
        '-addext',
        'keyUsage=critical,keyCertSign',
      );
      return files;
    };
    const real = authority('real');
    const false_ = authority('false');
    const issued = { certificate: program.at('issued.pem'), key: program.at('issued.key') };
    writeFileSync(program.at('ext'), `subjectAltName=email:${ada}\nbasicConstraints=CA:FALSE\n`);
    program.run(
      'req',
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-keyout',
      issued.key,
      '-out',
      program.at('csr'),
      '-subj',
      '/CN=Ada',
    );
    program.run(
      'x509',
      '-req',
      '-in',
      program.at('csr'),
      '-CA',
      real.certificate,
      '-CAkey',
      real.key,
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      program.at('ext'),
      '-out',
      issued.certificate,
    );
    const mail = signedMail(issued);
    const pem = (file: string) => readFileSync(file, 'utf8');
    expect(await look(mail, { authorities: [pem(real.certificate)] })).toMatchObject({
      problem: null,
      issuer: 'trusted',
    });
    expect(await look(mail, { authorities: [pem(false_.certificate)] })).toMatchObject({ issuer: 'unknown' });
    expect(await look(mail)).toMatchObject({ issuer: 'unknown' });
  });
});

describe('OpenPGP', async () => {
  const make = (email: string, more: object = {}) =>
    generateKey({
      type: 'ecc',
      curve: 'curve25519Legacy',
      userIDs: [{ email }],
      date: new Date(NOW - 86_400_000),
      format: 'object',
      ...more,
    } as Parameters<typeof generateKey>[0] & { format: 'object' });
  const adas = await make(ada);

  async function pgpMail(
    key: Awaited<ReturnType<typeof make>>,
    { attach = true, change = (text: string) => text, ago = 1_000 } = {},
  ): Promise<Buffer> {
    const payload = [
      'Content-Type: multipart/mixed; boundary="in"',
      '',
      '--in',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Hello',
      ...(attach
        ? [
            '--in',
            'Content-Type: application/pgp-keys; name="key.asc"',
            'Content-Disposition: attachment; filename="key.asc"',
            '',
            key.publicKey.armor().trim().replaceAll(/\r?\n/g, '\r\n'),
          ]
        : []),
      '--in--',
      '',
    ].join('\r\n');
    const signature = await pgpSign({
      message: await createMessage({ binary: Buffer.from(payload) }),
      signingKeys: key.privateKey,
      detached: true,
      date: new Date(NOW - ago),
    });
    return Buffer.from(
      change(
        [
          `From: Ada <${ada.toUpperCase()}>`,
          'Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary=out',
          '',
          'This is signed.',
          '--out',
          payload,
          '--out',
          'Content-Type: application/pgp-signature; name="signature.asc"',
          '',
          signature.trim().replaceAll(/\r?\n/g, '\r\n'),
          '--out--',
          '',
        ].join('\r\n'),
      ),
    );
  }

  it('is refused when it was changed, is not by the key that comes with it, or the key is another’s', async () => {
    const changed = await pgpMail(adas, { change: (text) => text.replace('Hello', 'Hallo') });
    expect(await look(changed)).toMatchObject({ method: 'pgp', problem: 'bad-signature' });
    expect(await look(await pgpMail(adas, { attach: false }))).toMatchObject({ problem: 'no-key', fingerprint: '' });
    const others = await make('other@pgpmail.example');
    expect(await look(await pgpMail(others))).toMatchObject({ problem: 'wrong-address', from: ada });
  });

  it('is refused when its key is over or revoked', async () => {
    const short = await make(ada, { date: new Date(NOW - 10_000), keyExpirationTime: 8 });
    expect((await look(await pgpMail(short, { ago: 5_000 })))?.problem).toBe('expired');
    const revoked = await revokeKey({ key: adas.privateKey, date: new Date(NOW - 500), format: 'object' });
    const withRevoked = { ...adas, publicKey: revoked.publicKey };
    expect((await look(await pgpMail(withRevoked)))?.problem).toBe('revoked');
  });

  it('tells whose key it is, from the mail or from what is known', async () => {
    const attached = await look(await pgpMail(adas));
    expect(attached).toMatchObject({ method: 'pgp', problem: null, from: ada, addresses: [ada], issuer: null });
    expect(attached!.fingerprint).toBe(adas.publicKey.getFingerprint());
    const kept = await readKey({ binaryKey: attached!.material });
    expect(kept.getFingerprint()).toBe(attached!.fingerprint);
    const known = await look(await pgpMail(adas, { attach: false }), { pgpKeys: [adas.publicKey.write()] });
    expect(known).toMatchObject({ problem: null, fingerprint: attached!.fingerprint });
  });
});
