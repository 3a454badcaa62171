import { createPublicKey, generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** A sender identity's two signing keys: the public part goes into DNS, the private one under the seal. */
export interface MadeDkimKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  /** Base64 as the DNS record's `p=` has it. */
  publicKey: string;
  /** PKCS #8 PEM. */
  privateKey: string;
}

/** Makes an RSA-2048 key, which every receiver can check, and an Ed25519 one (RFC 8463). */
export async function makeDkimKeys(): Promise<MadeDkimKey[]> {
  const encoding = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const;
  const rsa = await generate('rsa', { modulusLength: 2048, ...encoding });
  const ed = await generate('ed25519', encoding);
  const spki = createPublicKey(rsa.publicKey).export({ type: 'spki', format: 'der' });
  const raw = Buffer.from(createPublicKey(ed.publicKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  return [
    { selector: 'stepwell-rsa', algorithm: 'rsa', publicKey: spki.toString('base64'), privateKey: rsa.privateKey },
    { selector: 'stepwell-ed', algorithm: 'ed25519', publicKey: raw.toString('base64'), privateKey: ed.privateKey },
  ];
}
