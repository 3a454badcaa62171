import { generateKey } from 'openpgp';
import { makeSelfIssued } from './cms/self-issued.ts';

/** What signs inside sealed mail for a sender, before its private half is sealed. */
export interface SenderKey {
  kind: 'smime' | 'pgp';
  /** PEM, the own certificate first; or an armored OpenPGP key. */
  published: string;
  fingerprint: string;
  /** PKCS #8 PEM as bytes, or a binary OpenPGP key. */
  privateKey: Uint8Array;
  source: 'made' | 'uploaded';
  expiresAt: Date | null;
}

/**
 * A sender's own certificate, issued by itself, and its own OpenPGP key: Ed25519 in the form that GnuPG 2.2 reads too.
 * Both sign and cannot encrypt: nobody here reads what would be encrypted to them.
 */
export async function makeSenderKeys(
  { address, fromName }: { address: string; fromName: string },
  now: number,
): Promise<SenderKey[]> {
  const [made, pgp] = await Promise.all([
    makeSelfIssued(address, fromName, now),
    generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [{ name: userName(fromName), email: address }],
      subkeys: [],
      date: new Date(now - 60_000),
      format: 'object',
    }),
  ]);
  const { certificate, privateKey } = made;
  return [
    {
      kind: 'smime',
      published: certificate.toString(),
      fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
      privateKey: Buffer.from(privateKey),
      source: 'made',
      expiresAt: certificate.validToDate,
    },
    {
      kind: 'pgp',
      published: pgp.publicKey.armor(),
      fingerprint: pgp.publicKey.getFingerprint(),
      privateKey: pgp.privateKey.write(),
      source: 'made',
      expiresAt: null,
    },
  ];
}

/** A name that the library's form `name <address>` can hold. */
function userName(name: string): string {
  return name.replaceAll(/[<>\p{C}]/gu, ' ').trim();
}
