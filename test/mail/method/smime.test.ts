import { X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import * as fc from 'fast-check';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, it } from 'vitest';
import { SealFailed, type Sealed } from '#mail/method/sealed.ts';
import { smimeMessage } from '#mail/method/smime-message.ts';
import { sealSmime } from '#mail/method/smime.ts';
import { openMailThreads } from '#mail/threads/mail-threads.ts';
import { splitSigned } from '#mail/signed/entity.ts';
import { TaskFailed } from '#mail/threads/task.ts';
import { openEnvelope } from '#server/mailbox/open-envelope.ts';
import { CANARY, content, envelope, mailSigner } from '../support.ts';
import { contents } from './contents.ts';
import { expectContent, expectDkim, expectNothingOutside } from './expect-content.ts';
import { type OpensslRecipient, openssl } from './programs.ts';

const threads = openMailThreads();
afterAll(() => threads.stop());
const signer = await mailSigner();
const program = openssl();
const rsa = program.recipient('rsa', ['-newkey', 'rsa:2048']);
const CAPABLE_OF_GCM = '1.2.840.113549.1.9.15 = DER:300d300b060960864801650304012e';
const recipients = [
  rsa,
  program.recipient('rsa3072', ['-newkey', 'rsa:3072']),
  program.recipient('p256', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256']),
  program.recipient('p384', ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384']),
];

function seal(to: Pick<OpensslRecipient, 'der'>, { gcm = false, written = content() } = {}): Promise<Sealed> {
  return sealSmime(threads, written, envelope, { signer, key: { fingerprint: 'ab', material: to.der }, gcm });
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

describe('S/MIME that cannot be made', () => {
  it('says whose key would not do: the recipient’s, the sender’s, the domain’s', async () => {
    const edwards = program.recipient('ed25519', ['-newkey', 'ed25519']);
    const key = (material: Uint8Array) => ({ fingerprint: 'ab', material });
    expect(await problemOf(seal({ der: Buffer.from('not a certificate') }))).toBe('encrypt');
    expect(await problemOf(seal({ der: Buffer.alloc(0) }))).toBe('encrypt');
    expect(await problemOf(seal(edwards))).toBe('encrypt');
    const with_ = (change: Partial<typeof signer>) =>
      problemOf(
        sealSmime(threads, content(), envelope, { signer: { ...signer, ...change }, key: key(rsa.der), gcm: false }),
      );
    expect(await with_({ smime: null })).toBe('no-signing-key');
    expect(await with_({ smime: { ...signer.smime!, privateKey: 'no key' } })).toBe('sign');
    expect(await with_({ smime: { ...signer.smime!, chain: [] } })).toBe('sign');
    const [first] = signer.keys;
    expect(await with_({ keys: [] })).toBe('dkim');
    expect(await with_({ keys: [first!, { ...first!, privateKey: 'no key' }] })).toBe('dkim');
  });

  it('is not the key’s fault when the thread was stopped', async () => {
    const stopped = openMailThreads();
    await stopped.stop();
    const key = { fingerprint: 'ab', material: rsa.der };
    expect(await problemOf(sealSmime(stopped, content(), envelope, { signer, key, gcm: false }))).toBe(
      'thread: threads-stopped',
    );
  });
});

describe('S/MIME', () => {
  const cases = recipients.flatMap((one) => [false, true].map((gcm) => ({ one, gcm, name: one.name })));
  it.each(cases)('to $name, GCM $gcm: OpenSSL decrypts it and finds it signed by the sender', async ({ one, gcm }) => {
    const written = content();
    const sealed = await seal(one, { gcm, written });
    expectNothingOutside(sealed.bytes, CANARY);
    await expectDkim(sealed.bytes, signer);
    const inside = program.decrypt(sealed.bytes, one);
    const payload = program.verify(inside, signer.published.smime);
    await expectContent(payload, written);
    // What postal-mime makes of the whole is a mail with one opaque file.
    const outer = await PostalMime.parse(sealed.bytes);
    expect(outer.attachments.map((file) => [file.filename, file.mimeType])).toEqual([
      ['smime.p7m', 'application/pkcs7-mime'],
    ]);
    const structure = program.print(sealed.bytes);
    expect(structure).toContain(gcm ? 'aes-256-gcm' : 'aes-256-cbc');
    if (one.name.startsWith('rsa')) expect(structure).toMatch(/rsaesOaep[\s\S]*sha256/);
    else expect(structure).toMatch(/dhSinglePass-stdDH-sha256kdf-scheme[\s\S]*id-aes256-wrap/);
    expect(sealed.bytes.toString('latin1')).toContain(`smime-type=${gcm ? 'authEnveloped-data' : 'enveloped-data'}`);
  });

  it('uses GCM by itself for a certificate that says its owner can read it', async () => {
    const capable = program.recipient('capable', ['-newkey', 'rsa:2048'], [CAPABLE_OF_GCM]);
    const sealed = await seal(capable);
    expect(sealed.record.algorithm).toBe('CMS AES-256-GCM, RSA-OAEP SHA-256');
    await expectContent(program.verify(program.decrypt(sealed.bytes, capable), signer.published.smime), content());
  });

  it('uses the old RSA padding only for a certificate that says it knows that and not OAEP', async () => {
    const old = program.recipient(
      'old',
      ['-newkey', 'rsa:2048'],
      ['1.2.840.113549.1.9.15 = DER:300d300b06092a864886f70d010101'],
    );
    const sealed = await seal(old);
    expect(sealed.record.algorithm).toBe('CMS AES-256-CBC, RSA PKCS #1 v1.5');
    await expectContent(program.verify(program.decrypt(sealed.bytes, old), signer.published.smime), content());
  });

  it('is found changed, inside or outside, by whoever checks', async () => {
    const sealed = await seal(rsa);
    const inside = program.decrypt(sealed.bytes, rsa);
    const altered = Buffer.from(inside.toString('latin1').replace('Subject: ', 'Subject: x'), 'latin1');
    expect(altered.equals(inside)).toBe(false);
    expect(() => program.verify(altered, signer.published.smime)).toThrow(/digest|verif/i);
    const gcm = await seal(rsa, { gcm: true });
    const at = gcm.bytes.length - 400;
    gcm.bytes[at] = gcm.bytes[at] === 0x41 ? 0x42 : 0x41;
    expect(() => program.decrypt(gcm.bytes, rsa)).toThrow('openssl');
  });

  it('says when it was signed, and by which certificate and no other', async () => {
    const inside = program.decrypt((await seal(rsa)).bytes, rsa);
    const { signature } = splitSigned(inside)!;
    const text = program.print(
      Buffer.concat([
        Buffer.from('MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\n'),
        Buffer.from('Content-Transfer-Encoding: base64\r\n\r\n'),
        Buffer.from(signature.toString('base64').replaceAll(/.{64}/g, '$&\r\n')),
        Buffer.from('\r\n'),
      ]),
    );
    expect(text).toMatch(/signingTime[\s\S]*Jan 15 12:00:00 2026 GMT/);
    expect(text).toContain('id-smime-aa-signingCertificateV2');
  });

  it('protects its headers, and says what stood outside (RFC 9788)', async () => {
    const payload = splitSigned(program.decrypt((await seal(rsa)).bytes, rsa))!.signed.toString();
    expect(payload).toMatch(/^Content-Type: multipart\/mixed;\r\n boundary="[^"]+";\r\n hp="cipher"\r$/m);
    expect(payload).toMatch(/^HP-Outer: Subject: \[\.\.\.\]\r$/m);
    expect(payload).toMatch(/^HP-Outer: From: Lakeview Clinic <care@lakeview\.example>\r$/m);
  });

  it('gives back any content, whatever is in it', async () => {
    const privateKey = readFileSync(rsa.key, 'utf8');
    const job = { dkim: signer, signing: signer.smime!, key: { fingerprint: 'ab', material: rsa.der } };
    await fc.assert(
      fc.asyncProperty(contents, fc.boolean(), async (written, gcm) => {
        const { bytes } = await smimeMessage({ ...job, content: written, gcm });
        const outer = await PostalMime.parse(bytes);
        const inside = openEnvelope(new Uint8Array(outer.attachments[0]!.content as ArrayBuffer), privateKey);
        await expectContent(splitSigned(inside)!.signed, written);
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});

describe('a certificate made for a sender', () => {
  it('is for signing mail from its address, and for nothing else', () => {
    const certificate = new X509Certificate(signer.published.smime);
    expect(certificate.checkEmail('care@lakeview.example')).toBe('care@lakeview.example');
    expect(certificate.ca).toBe(false);
    writeFileSync(program.at('made.pem'), signer.published.smime);
    const text = program.run('x509', '-in', program.at('made.pem'), '-noout', '-text').toString();
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Non Repudiation\s/);
    expect(text).toMatch(/Extended Key Usage:\s+E-mail Protection\s/);
    expect(text).not.toContain('Encipherment');
  });
});
