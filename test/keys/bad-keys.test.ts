import { readFileSync } from 'node:fs';
import { enums, readKey as readPgp, readPrivateKey, revokeKey } from 'openpgp';
import { describe, expect, it } from 'vitest';
import { Failure } from '#core/failure.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import { MAX_KEY_BYTES } from '#store/recipient-keys/checked.ts';
import { readKey } from '#store/recipient-keys/read-key.ts';
import { DAY, pgpKey, tools } from './support.ts';

const EMAIL = 'maria.lopez@one.example';
const OTHER = 'someone.else@one.example';
/** Of now: what was made a moment ago is valid, what begins later is not. */
const read = (material: string | Uint8Array, address: string) =>
  readKey(material, address, new Date(Date.now() + 1000));
const { certificate, gpg, openssl, path, write } = tools();
const issuer = await makeIdentity({ kind: 'authority', name: 'Test authority' }, null, {
  from: Date.now() - 90 * DAY,
  days: 900,
});

/** What is said of a key, or `taken`. */
async function said(material: string | Uint8Array, address = EMAIL): Promise<string> {
  return read(material, address).then(
    () => 'taken',
    (error: unknown) => {
      if (error instanceof Failure && error.code === 'KEY_UNUSABLE') return String(error.details['problem']);
      throw error;
    },
  );
}

const revoked = async (flag: number) => {
  const { privateKey } = await pgpKey(EMAIL);
  const made = await revokeKey({
    key: await readPrivateKey({ armoredKey: privateKey }),
    reasonForRevocation: { flag, string: '' },
    format: 'armored',
  });
  return made.publicKey;
};
const binary = async (armored: string) => (await readPgp({ armoredKey: armored })).write();
const der = (pem: string) => Buffer.from(pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64');
const gnupgKey = (email: string, algorithm: string) => {
  gpg(['--passphrase', '', '--quick-generate-key', `<${email}>`, algorithm, 'default', '1y']);
  return gpg(['--export', email]);
};

describe('a key that could not protect this recipient’s mail is refused, each for its own reason', () => {
  const pgp: [name: string, problem: string, make: () => Promise<string | Uint8Array>][] = [
    ['for another address', 'wrong-user-id', async () => (await pgpKey(OTHER)).publicKey],
    [
      'whose address only ends like the recipient’s',
      'wrong-user-id',
      async () => (await pgpKey(`x${EMAIL}`)).publicKey,
    ],
    [
      'that names the address as a name, not as the address',
      'wrong-user-id',
      async () => {
        const made = await pgpKey(OTHER, { userIDs: [{ name: `${EMAIL} `, email: OTHER }] });
        return made.publicKey;
      },
    ],
    [
      'that has expired',
      'expired',
      async () => (await pgpKey(EMAIL, { date: new Date(Date.now() - 10 * DAY), keyExpirationTime: 86_400 })).publicKey,
    ],
    [
      'whose only encryption subkey has expired',
      'expired',
      async () => {
        const made = await pgpKey(EMAIL, {
          date: new Date(Date.now() - 10 * DAY),
          subkeys: [{ keyExpirationTime: 86_400 }],
        });
        return made.publicKey;
      },
    ],
    [
      'that begins tomorrow',
      'not-yet-valid',
      async () => (await pgpKey(EMAIL, { date: new Date(Date.now() + 2 * DAY) })).publicKey,
    ],
    ['revoked because it was compromised', 'revoked', () => revoked(enums.reasonForRevocation.keyCompromised)],
    ['revoked softly, as superseded', 'revoked', () => revoked(enums.reasonForRevocation.keySuperseded)],
    ['revoked softly, as retired', 'revoked', () => revoked(enums.reasonForRevocation.keyRetired)],
    ['that can only sign', 'sign-only', async () => (await pgpKey(EMAIL, { subkeys: [{ sign: true }] })).publicKey],
    ['of RSA 1024', 'weak', async () => gnupgKey(EMAIL, 'rsa1024')],
    ['on secp256k1', 'weak', async () => gnupgKey('koblitz@one.example', 'secp256k1')],
    ['on a Brainpool curve', 'unsupported', async () => gnupgKey('brainpool@one.example', 'brainpoolP256r1')],
    ['with its private half', 'private', async () => (await pgpKey(EMAIL)).privateKey],
    [
      'with its private half, binary',
      'private',
      async () => {
        const { privateKey } = await pgpKey(EMAIL);
        return (await readPrivateKey({ armoredKey: privateKey })).write();
      },
    ],
    [
      'beside another key',
      'too-many-keys',
      async () => (await pgpKey(EMAIL)).publicKey + (await pgpKey(OTHER)).publicKey,
    ],
    [
      'beside another key, binary',
      'too-many-keys',
      async () =>
        Buffer.concat([await binary((await pgpKey(EMAIL)).publicKey), await binary((await pgpKey(OTHER)).publicKey)]),
    ],
    [
      'with more user ids than are looked at',
      'too-complex',
      async () => {
        const userIDs = Array.from({ length: 60 }, (_, i) => ({ email: i === 0 ? EMAIL : `u${i}@one.example` }));
        return (await pgpKey(EMAIL, { userIDs })).publicKey;
      },
    ],
    ['that is not a key', 'unreadable', async () => 'this is not a key at all, whatever its name is'],
    [
      'cut off in the middle',
      'unreadable',
      async () => (await binary((await pgpKey(EMAIL)).publicKey)).subarray(0, 90),
    ],
  ];
  it.each(pgp)('PGP: %s → %s', async (_name, problem, make) => {
    const named: Record<string, string> = {
      'on secp256k1': 'koblitz@one.example',
      'on a Brainpool curve': 'brainpool@one.example',
    };
    const address = named[_name] ?? EMAIL;
    expect(await said(await make(), address)).toBe(problem);
  });

  const valid = { from: Date.now() - DAY, days: 30 };
  const email = { kind: 'email', address: EMAIL } as const;
  const smime: [name: string, problem: string, make: () => Promise<string | Uint8Array>][] = [
    ['with another address in SAN', 'wrong-san', async () => certificate(OTHER).pem],
    ['whose SAN only ends like it', 'wrong-san', async () => certificate(`x${EMAIL}`).pem],
    [
      'with another address in SAN, and the right one in its subject',
      'wrong-san',
      async () => certificate(OTHER, { subject: `/CN=Maria/emailAddress=${EMAIL}` }).pem,
    ],
    [
      'with the address as a common name only',
      'wrong-san',
      async () => certificate(null, { subject: `/CN=${EMAIL}` }).pem,
    ],
    [
      'that has expired',
      'expired',
      async () => (await makeIdentity(email, issuer, { from: Date.now() - 40 * DAY, days: 30 })).certificate,
    ],
    [
      'that begins in a week',
      'not-yet-valid',
      async () => (await makeIdentity(email, issuer, { from: Date.now() + 7 * DAY, days: 30 })).certificate,
    ],
    ['that can only sign', 'sign-only', async () => certificate(EMAIL, { usage: 'digitalSignature' }).pem],
    ['meant for servers', 'sign-only', async () => certificate(EMAIL, { more: ['extendedKeyUsage=serverAuth'] }).pem],
    ['on Ed25519', 'sign-only', async () => certificate(EMAIL, { key: ['ed25519'], usage: null }).pem],
    ['of RSA 1024', 'weak', async () => certificate(EMAIL, { key: ['rsa:1024'] }).pem],
    [
      'on secp256k1',
      'weak',
      async () => certificate(EMAIL, { key: ['ec', 'ec_paramgen_curve:secp256k1'], usage: 'keyAgreement' }).pem,
    ],
    [
      'of EC that may not agree on keys',
      'sign-only',
      async () => certificate(EMAIL, { key: ['ec', 'ec_paramgen_curve:prime256v1'], usage: 'digitalSignature' }).pem,
    ],
    ['of an authority', 'authority', async () => certificate(EMAIL, { ca: true, usage: null }).pem],
    [
      'with its private key',
      'private',
      async () => {
        const made = certificate(EMAIL);
        return made.pem + made.key;
      },
    ],
    [
      'as PKCS#12',
      'private',
      async () => {
        const made = certificate(EMAIL);
        return openssl(['pkcs12', '-export', '-inkey', made.keyFile, '-in', made.file, '-passout', 'pass:x']);
      },
    ],
    [
      'as its bare private key in DER',
      'private',
      async () => {
        const made = certificate(EMAIL);
        return openssl(['pkey', '-in', made.keyFile, '-outform', 'DER']);
      },
    ],
    ['beside a second one as fit', 'too-many-keys', async () => certificate(EMAIL).pem + certificate(EMAIL).pem],
    ['among a dozen', 'too-many-keys', async () => certificate(EMAIL).pem.repeat(11)],
    [
      'that is only its frame',
      'unreadable',
      async () => '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    ],
    [
      'in DER, cut off',
      'unreadable',
      async () => der((await makeIdentity(email, issuer, valid)).certificate).subarray(0, 200),
    ],
  ];
  it.each(smime)('S/MIME: %s → %s', async (_name, problem, make) => {
    expect(await said(await make())).toBe(problem);
  });

  it('a file of 10 MB is refused before anything of it is read, armored or binary', async () => {
    for (const begin of ['-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n', '-----BEGIN CERTIFICATE-----\n', '']) {
      const big = Buffer.alloc(10 << 20, 'A');
      big.write(begin);
      const began = performance.now();
      expect(await said(big)).toBe('too-large');
      expect(performance.now() - began).toBeLessThan(50);
    }
  });

  it('what is made to be slow is refused in bounded time', async () => {
    const one = Buffer.from(await binary((await pgpKey(EMAIL)).publicKey));
    // A key, and then as many copies of its own user id's signature as fit.
    const tail = one.subarray(one.length - 180);
    const stuffed = Buffer.concat([one, ...Array.from({ length: 600 }, () => tail)]).subarray(0, MAX_KEY_BYTES);
    const nested = Buffer.alloc(MAX_KEY_BYTES - 8, 0x30);
    for (const material of [stuffed, nested, Buffer.alloc(MAX_KEY_BYTES, 0xb4)]) {
      const began = performance.now();
      expect(await said(material)).not.toBe('taken');
      expect(performance.now() - began).toBeLessThan(3_000);
    }
  });
});

describe('a key that people really have is taken', () => {
  it('made by GnuPG: Curve25519, RSA 3072 and a NIST curve, armored and binary', async () => {
    for (const [index, algorithm] of ['future-default', 'rsa3072', 'nistp384'].entries()) {
      const address = `gnupg${index}@one.example`;
      gpg(['--passphrase', '', '--quick-generate-key', `Maria <${address}>`, algorithm, 'default', '1y']);
      if (algorithm !== 'future-default') {
        const listed = gpg(['--with-colons', '--list-keys', address]).toString();
        const fingerprint = /^fpr:+([0-9A-F]+):/m.exec(listed)![1]!;
        gpg(['--passphrase', '', '--quick-add-key', fingerprint, algorithm, 'encr', '1y']);
      }
      expect(await said(gpg(['--export', address]), address)).toBe('taken');
      expect(await said(gpg(['--armor', '--export', address]).toString(), address)).toBe('taken');
    }
  });

  it('made by OpenSSL: RSA and EC, in PEM, DER and a PKCS#7 bundle with its authority', async () => {
    const rsa = certificate(EMAIL);
    const ec = certificate(EMAIL, {
      key: ['ec', 'ec_paramgen_curve:prime256v1'],
      usage: 'digitalSignature,keyAgreement',
    });
    expect(await said(rsa.pem)).toBe('taken');
    expect(await said(ec.pem)).toBe('taken');
    expect(await said(der(rsa.pem))).toBe('taken');
    const chain = write(rsa.pem + issuer.certificate, 'pem');
    for (const form of ['PEM', 'DER']) {
      const out = path('p7b');
      openssl(['crl2pkcs7', '-nocrl', '-certfile', chain, '-outform', form, '-out', out]);
      expect(await said(readFileSync(out))).toBe('taken');
    }
  });

  it('with the address in the subject alone, when there is no SAN, as old certificates have it', async () => {
    expect(await said(certificate(null, { subject: `/CN=Maria/emailAddress=${EMAIL}` }).pem)).toBe('taken');
  });

  it('the domain in other letters is the same domain', async () => {
    expect(await said((await pgpKey('maria.lopez@ONE.example')).publicKey)).toBe('taken');
    expect(await said(certificate('maria.lopez@ONE.Example').pem)).toBe('taken');
  });

  it('of a signing and an encryption certificate together, the one to encrypt to is chosen', async () => {
    const signing = certificate(EMAIL, { usage: 'digitalSignature' }).pem;
    const encryption = certificate(EMAIL).pem;
    const key = await read(signing + encryption, EMAIL);
    expect(Buffer.from(key.material).equals(der(encryption))).toBe(true);
  });

  it('counts as long as something can be encrypted to it, not as long as its primary key lives', async () => {
    const made = await pgpKey(EMAIL, { subkeys: [{ keyExpirationTime: 5 * 86_400 }] });
    const { expiresAt } = await read(made.publicKey, EMAIL);
    expect(Math.round((expiresAt!.getTime() - Date.now()) / DAY)).toBe(4);
  });
});
