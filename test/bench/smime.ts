import { constants, createCipheriv, createHash, createPrivateKey, publicEncrypt, randomBytes, sign } from 'node:crypto';
import * as asn1js from 'asn1js';
import { Certificate, ContentInfo, CryptoEngine, EnvelopedData } from 'pkijs';
import { readCertificate } from '#mail/cms/certificate.ts';
import { envelop } from '#mail/cms/enveloped.ts';
import { base64Body } from '#mail/compose/mime.ts';
import { smimeEntity } from '#mail/method/smime-message.ts';
import { derOf, makeIdentity } from '#server/mailbox/certificate.ts';
import type { Bench } from './bench.ts';
import { cpuMs, measure, round } from './cpu.ts';
import { letter, senderKeys } from './sealing.ts';

const N = 4_000;
/** Of the library, which is slow: enough to know by how much. */
const LIBRARY = 150;

/**
 * Messages per second of CPU signed and encrypted by S/MIME, from the text and HTML to the lines of base64 that are
 * sent, against the bare primitives that any way of doing it needs: RSA-2048 signature and SHA-256 of the content,
 * RSA-OAEP of the content key, AES-256-GCM of the content, base64 of the result. DKIM is not in either.
 */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const valid = { from: Date.now() - 86_400_000, days: 30 };
  const authority = await makeIdentity({ kind: 'authority', name: 'Bench authority' }, null, valid);
  const { certificate } = await makeIdentity({ kind: 'email', address: 'ada@one.example' }, authority, valid);
  const material = Uint8Array.from(derOf(certificate));
  const { smime } = await senderKeys();
  const content = letter();
  const job = { content, signing: smime, key: { fingerprint: 'bench', material }, gcm: true };
  const made = smimeEntity(job);
  say(
    `${n} messages of ${Math.round(made.inside / 1024)} KB inside, ${Math.round(made.entity.body.length / 1024)} KB outside ...`,
  );

  const plain = randomBytes(made.inside);
  const { publicKey } = readCertificate(material);
  const signingKey = createPrivateKey(smime.privateKey);
  const primitives = () => {
    const digest = createHash('sha256').update(plain).digest();
    const signature = sign('sha256', digest, signingKey);
    const key = randomBytes(32);
    const wrapped = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' },
      key,
    );
    const cipher = createCipheriv('aes-256-gcm', key, randomBytes(12));
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag(), wrapped, signature]);
    return sealed.toString('base64').length;
  };
  const [ours, bare] = await measure(n, [() => smimeEntity(job).entity.body.length, primitives]);

  say(`${LIBRARY} by the library, encrypted only ...`);
  const began = cpuMs();
  for (let i = 0; i < LIBRARY; i++) await byLibrary(material, plain);
  const library = (cpuMs() - began) / LIBRARY;
  // What the library is measured on: it encrypts the bytes it is given, and knows no GCM.
  const [encryptedByUs] = await measure(n, [() => base64Body(envelop(plain, readCertificate(material)).der).length]);
  return {
    ratio: round(bare! / ours!),
    n,
    perSecond: Math.round(1000 / ours!),
    ms: round(ours!),
    against: `RSA-2048 signature + SHA-256 + RSA-OAEP + AES-256-GCM + base64 of the same bytes: ${round(bare!)} ms of CPU`,
    timesTheLibrary: round(library / encryptedByUs!),
    libraryMs: round(library),
    encryptOnlyMs: round(encryptedByUs!),
  };
};

const engine = new CryptoEngine({ name: 'node', crypto: globalThis.crypto });

async function byLibrary(material: Uint8Array, plain: Buffer): Promise<number> {
  const enveloped = new EnvelopedData();
  const certificate = Certificate.fromBER(Uint8Array.from(material).buffer);
  enveloped.addRecipientByCertificate(certificate, { oaepHashAlgorithm: 'SHA-256' }, 1, engine);
  const cipher: AesKeyAlgorithm = { name: 'AES-CBC', length: 256 };
  await enveloped.encrypt(cipher, Uint8Array.from(plain).buffer, engine);
  const info = new ContentInfo({ contentType: '1.2.840.113549.1.7.3', content: enveloped.toSchema() });
  const schema: asn1js.Sequence = info.toSchema();
  return base64Body(Buffer.from(schema.toBER(false))).length;
}
