import * as fc from 'fast-check';
import { decrypt, generateKey, readKey, readMessage, readPrivateKey, revokeKey } from 'openpgp';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, it } from 'vitest';
import type { Content } from '#mail/compose/mime.ts';
import { pgpMessage } from '#mail/method/pgp-message.ts';
import { sealPgp } from '#mail/method/pgp.ts';
import { SealFailed, type Sealed } from '#mail/method/sealed.ts';
import { openMailThreads } from '#mail/threads/mail-threads.ts';
import { TaskFailed } from '#mail/threads/task.ts';
import { CANARY, DATE, content, envelope, mailSigner } from '../support.ts';
import { contents } from './contents.ts';
import { expectContent, expectDkim, expectNothingOutside } from './expect-content.ts';
import { gnupg } from './programs.ts';

const threads = openMailThreads();
afterAll(() => threads.stop());
const signer = await mailSigner();
const program = gnupg();
program.run(['--import'], signer.published.pgp);
const BEFORE = new Date(DATE - 86_400_000);

interface Owner {
  fingerprint: string;
  material: Uint8Array;
  privateKey: string;
}

type KeyOptions = Partial<Parameters<typeof generateKey>[0]>;

async function owner(options: KeyOptions): Promise<Owner> {
  const made = await generateKey({
    userIDs: [{ email: envelope.recipient }],
    date: BEFORE,
    ...options,
    format: 'armored',
  } as Parameters<typeof generateKey>[0] & { format: 'armored' });
  const key = await readKey({ armoredKey: made.publicKey });
  return { fingerprint: key.getFingerprint(), material: key.write(), privateKey: made.privateKey };
}

const curve = await owner({ type: 'ecc', curve: 'curve25519Legacy' });

function seal(to: Pick<Owner, 'fingerprint' | 'material'>, written: Content = content()): Promise<Sealed> {
  const key = { fingerprint: to.fingerprint, material: to.material };
  return sealPgp(threads, written, envelope, { signer, key });
}

async function armoredIn(bytes: Uint8Array): Promise<string> {
  const outer = await PostalMime.parse(bytes);
  expect(outer.attachments.map((one) => one.mimeType)).toEqual([
    'application/pgp-encrypted',
    'application/octet-stream',
  ]);
  return Buffer.from(outer.attachments[1]!.content as ArrayBuffer).toString('latin1');
}

async function problemOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('canary');
    if (error instanceof SealFailed) return error.problem;
    if (error instanceof TaskFailed) return `thread: ${error.code}`;
    throw error;
  }
  return 'sealed';
}

describe('PGP/MIME that cannot be made', () => {
  it('says whose key would not do', async () => {
    const { fingerprint, material } = curve;
    expect(await problemOf(seal({ fingerprint: 'f'.repeat(40), material }))).toBe('encrypt');
    expect(await problemOf(seal({ fingerprint, material: Buffer.from('not a key') }))).toBe('encrypt');
    const expired = await owner({
      type: 'ecc',
      curve: 'curve25519Legacy',
      date: new Date(DATE - 10 * 86_400_000),
      keyExpirationTime: 86_400,
    });
    expect(await problemOf(seal(expired))).toBe('encrypt');
    const signOnly = await owner({ type: 'ecc', curve: 'ed25519Legacy', subkeys: [] });
    expect(await problemOf(seal(signOnly))).toBe('encrypt');
    const { publicKey } = await revokeKey({
      key: await readPrivateKey({ armoredKey: curve.privateKey }),
      date: BEFORE,
      format: 'object',
    });
    expect(await problemOf(seal({ fingerprint, material: publicKey.write() }))).toBe('encrypt');
    const key = { fingerprint, material };
    const by = (change: Partial<typeof signer>) =>
      problemOf(sealPgp(threads, content(), envelope, { signer: { ...signer, ...change }, key }));
    expect(await by({ pgp: null })).toBe('no-signing-key');
    expect(await by({ pgp: { fingerprint: 'e'.repeat(40), privateKey: signer.pgp!.privateKey } })).toBe('sign');
    expect(await by({ keys: [] })).toBe('dkim');
  });

  it('is not the key’s fault when the thread was stopped', async () => {
    const stopped = openMailThreads();
    await stopped.stop();
    expect(await problemOf(sealPgp(stopped, content(), envelope, { signer, key: curve }))).toBe(
      'thread: threads-stopped',
    );
  });
});

describe('PGP/MIME', () => {
  const kinds: [string, KeyOptions, RegExp][] = [
    ['curve25519Legacy', { type: 'ecc', curve: 'curve25519Legacy' }, /SEIPDv1 AES-256/],
    ['RSA-3072', { type: 'rsa', rsaBits: 3072 }, /SEIPDv1 AES-256/],
    // Not ours to write: the library does, and GnuPG must read that as well.
    ['NIST P-256', { type: 'ecc', curve: 'nistP256' }, /SEIPDv1 AES-256/],
  ];
  it.each(kinds)('to %s: GnuPG decrypts it and finds it signed by the sender', async (_name, options, algorithm) => {
    const to = await owner(options);
    program.run(['--import'], to.privateKey);
    const written = content();
    const sealed = await seal(to, written);
    expectNothingOutside(sealed.bytes, CANARY);
    await expectDkim(sealed.bytes, signer);
    expect(sealed.record).toMatchObject({ algorithm: expect.stringMatching(algorithm), fingerprint: to.fingerprint });
    const { plain, status } = program.open(await armoredIn(sealed.bytes));
    await expectContent(plain, written);
    expect(status).toMatch(/^\[GNUPG:\] GOODSIG /m);
    expect(status).toMatch(new RegExp(`^\\[GNUPG:\\] VALIDSIG ${signer.pgp!.fingerprint.toUpperCase()} `, 'm'));
    expect(status).toContain('[GNUPG:] GOODMDC');
    expect(status).not.toContain('BADSIG');
  });

  it('uses SEIPDv2 for a key that says it reads it, as the library decrypts', async () => {
    const to = await owner({ type: 'curve25519', config: { aeadProtect: true } });
    const sealed = await seal(to);
    expect(sealed.record.algorithm).toMatch(/^OpenPGP SEIPDv2 (GCM|OCB|EAX) AES-256$/);
    const message = await readMessage({ armoredMessage: await armoredIn(sealed.bytes) });
    const opened = await decrypt({
      message,
      decryptionKeys: await readPrivateKey({ armoredKey: to.privateKey }),
      verificationKeys: await readKey({ armoredKey: signer.published.pgp }),
      expectSigned: true,
      date: new Date(DATE),
      format: 'binary',
    });
    await expectContent(opened.data, content());
  });

  it('is found changed by whoever opens it', async () => {
    const sealed = await seal(curve);
    program.run(['--import'], curve.privateKey);
    const armored = await armoredIn(sealed.bytes);
    const lines = armored.split('\n');
    lines[30] = `${lines[30]!.startsWith('A') ? 'B' : 'A'}${lines[30]!.slice(1)}`;
    expect(() => program.open(lines.join('\n'))).toThrow('gpg');
  });

  it('gives back any content, whatever is in it, to the library and with a good signature', async () => {
    const decryptionKeys = await readPrivateKey({ armoredKey: curve.privateKey });
    const verificationKeys = await readKey({ armoredKey: signer.published.pgp });
    const job = { dkim: signer, signing: signer.pgp!, key: curve };
    await fc.assert(
      fc.asyncProperty(contents, async (written) => {
        const { bytes } = await pgpMessage({ ...job, content: written });
        const opened = await decrypt({
          message: await readMessage({ armoredMessage: await armoredIn(bytes) }),
          decryptionKeys,
          verificationKeys,
          expectSigned: true,
          date: new Date(DATE),
          format: 'binary',
        });
        await expectContent(opened.data, written);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('a PGP key made for a sender', () => {
  it('is read by GnuPG, signs, and cannot be encrypted to', () => {
    const listed = program.run(['--list-keys', '--with-colons', signer.pgp!.fingerprint]).toString();
    expect(listed).toMatch(/^pub:[^:]*:255:22:/m);
    expect(listed).toMatch(/^uid:.*Lakeview Clinic <care@lakeview\.example>:/m);
    expect(listed).not.toMatch(/^sub:/m);
    expect(() => program.run(['--encrypt', '-r', signer.pgp!.fingerprint], 'x')).toThrow('gpg');
  });
});
