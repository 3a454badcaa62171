import {
  constants,
  createCipheriv,
  createHash,
  diffieHellman,
  generateKeyPairSync,
  publicEncrypt,
  randomBytes,
  sign,
} from 'node:crypto';
import { createMessage, encrypt, generateKey, readPrivateKey } from 'openpgp';
import { pgpEntity } from '#mail/method/pgp-message.ts';
import type { Bench } from './bench.ts';
import { cpuMs, measure, round } from './cpu.ts';
import { letter, senderKeys } from './sealing.ts';

const N = 4_000;
const LIBRARY = 150;

/**
 * Messages per second of CPU signed and encrypted by PGP/MIME to keys that were read before, half of them RSA-3072 and
 * half curve 25519, from the text and HTML to the armor that is sent, against the bare primitives: an Ed25519 signature
 * and SHA-256 of the content, RSA-3072 or X25519 of the session key (with its ephemeral key and key wrap), SHA-1 and
 * AES-256-CFB of the content, base64 of the result. DKIM is not in either.
 */
export const bench: Bench = async ({ n: asked, say }) => {
  const n = asked ?? N;
  const { pgp } = await senderKeys();
  const userIDs = [{ email: 'ada@one.example' }];
  const date = new Date(Date.now() - 60_000);
  const rsa = await generateKey({ type: 'rsa', rsaBits: 3072, userIDs, date, format: 'object' });
  const curve = await generateKey({ type: 'ecc', curve: 'curve25519Legacy', userIDs, date, format: 'object' });
  const content = letter();
  const jobs = [rsa, curve].map(({ publicKey }) => ({
    content,
    signing: pgp,
    key: { fingerprint: publicKey.getFingerprint(), material: publicKey.write() },
  }));
  const { inside } = await pgpEntity(jobs[0]!);
  say(`${n} messages of ${Math.round(inside / 1024)} KB inside ...`);

  const plain = randomBytes(inside);
  const theirRsa = generateKeyPairSync('rsa', { modulusLength: 3072 }).publicKey;
  const theirCurve = generateKeyPairSync('x25519').publicKey;
  const signingKey = generateKeyPairSync('ed25519').privateKey;
  const primitives = (byRsa: boolean) => {
    const key = randomBytes(32);
    const signature = sign(null, createHash('sha256').update(plain).digest(), signingKey);
    let wrapped: Buffer;
    if (byRsa) wrapped = publicEncrypt({ key: theirRsa, padding: constants.RSA_PKCS1_PADDING }, key);
    else {
      const { privateKey } = generateKeyPairSync('x25519');
      const shared = createHash('sha256')
        .update(diffieHellman({ privateKey, publicKey: theirCurve }))
        .digest();
      const wrap = createCipheriv('id-aes128-wrap', shared.subarray(0, 16), Buffer.alloc(8, 0xa6));
      wrapped = Buffer.concat([wrap.update(key), wrap.final()]);
    }
    const digest = createHash('sha1').update(plain).digest();
    const cipher = createCipheriv('aes-256-cfb', key, Buffer.alloc(16));
    const sealed = Buffer.concat([wrapped, cipher.update(plain), cipher.update(digest), cipher.final(), signature]);
    return sealed.toString('base64').length;
  };
  const [ours, bare] = await measure(n, [
    alternately((byRsa) => pgpEntity(jobs[byRsa ? 0 : 1]!).then(({ entity }) => entity.body.length)),
    alternately(primitives),
  ]);

  say(`${LIBRARY} by the library ...`);
  const signingKeys = await readPrivateKey({ binaryKey: pgp.privateKey });
  const byLibrary = alternately(async (byRsa) => {
    const message = await createMessage({ binary: new Uint8Array(plain) });
    const encryptionKeys = (byRsa ? rsa : curve).publicKey;
    const armored = await encrypt({
      message,
      encryptionKeys,
      signingKeys,
      config: { preferredCompressionAlgorithm: 0 },
    });
    return armored.length;
  });
  await byLibrary();
  const began = cpuMs();
  for (let i = 0; i < LIBRARY; i++) await byLibrary();
  const library = (cpuMs() - began) / LIBRARY;
  return {
    ratio: round(bare! / ours!),
    n,
    perSecond: Math.round(1000 / ours!),
    ms: round(ours!),
    against: `Ed25519 + SHA-256 + RSA-3072 or X25519 + SHA-1 + AES-256-CFB + base64 of the same bytes: ${round(bare!)} ms of CPU`,
    timesTheLibrary: round(library / ours!),
    libraryMs: round(library),
  };
};

function alternately<T>(work: (byRsa: boolean) => T): () => T {
  let turn = 0;
  return () => work(turn++ % 2 === 0);
}
