import { createPublicKey, generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const generate = promisify(generateKeyPair);

/** One signing key: the public part goes into DNS, the private one under the seal. */
export interface MadeDkimKey {
  selector: string;
  algorithm: 'rsa' | 'ed25519';
  /** Base64 as the DNS record's `p=` has it. */
  publicKey: string;
  /** PKCS #8 PEM. */
  privateKey: string;
}

/**
 * Makes a domain's two keys: RSA-2048, which every receiver can check, and Ed25519 (RFC 8463). Selectors are new each
 * time, so that old and new records stand side by side while keys change.
 */
export async function makeDkimKeys(): Promise<MadeDkimKey[]> {
  const encoding = {
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  } as const;
  const rsa = await generate('rsa', { modulusLength: 2048, ...encoding });
  const ed = await generate('ed25519', encoding);
  const spki = createPublicKey(rsa.publicKey).export({ type: 'spki', format: 'der' });
  const raw = Buffer.from(createPublicKey(ed.publicKey).export({ format: 'jwk' }).x ?? '', 'base64url');
  const pair = `stepwell-${randomBytes(3).toString('hex')}`;
  return [
    { selector: `${pair}-rsa`, algorithm: 'rsa', publicKey: spki.toString('base64'), privateKey: rsa.privateKey },
    { selector: `${pair}-ed`, algorithm: 'ed25519', publicKey: raw.toString('base64'), privateKey: ed.privateKey },
  ];
}
