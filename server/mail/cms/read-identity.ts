import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto';
import {
  Certificate,
  type CertBag,
  CryptoEngine,
  PFX,
  type PKCS8ShroudedKeyBag,
  PrivateKeyInfo,
  setEngine,
} from 'pkijs';

const engine = new CryptoEngine({ name: 'node', crypto: globalThis.crypto });
setEngine('node', engine);

/** A certificate with its private key and what leads to its issuer, as a file held them. */
export interface ReadIdentity {
  own: X509Certificate;
  /** The others of the file, in its order. */
  others: readonly X509Certificate[];
  privateKey: KeyObject;
}

/** Why a file with a sender's certificate cannot be used. */
export type IdentityProblem = 'unreadable' | 'passphrase' | 'old-encryption' | 'no-key' | 'no-certificate';

export class IdentityUnreadable extends Error {
  override readonly name = 'IdentityUnreadable';
  readonly problem: IdentityProblem;
  constructor(problem: IdentityProblem) {
    super(`The certificate file cannot be used (${problem}).`);
    this.problem = problem;
  }
}

/**
 * Reads PEM (certificates and one private key, which may be encrypted) or PKCS #12 with its modern encryption (PBES2).
 * @throws IdentityUnreadable
 */
export async function readIdentity(file: Uint8Array, passphrase: string): Promise<ReadIdentity> {
  const text = Buffer.from(file).toString('latin1');
  const { certificates, privateKey } = text.includes('-----BEGIN')
    ? fromPem(text, passphrase)
    : await fromPkcs12(file, passphrase);
  const own = certificates.find((one) => one.checkPrivateKey(privateKey));
  if (!own) throw new IdentityUnreadable('no-certificate');
  return { own, others: certificates.filter((one) => one !== own), privateKey };
}

interface Contents {
  certificates: X509Certificate[];
  privateKey: KeyObject;
}

function fromPem(text: string, passphrase: string): Contents {
  const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g)];
  const of = (kind: RegExp) => blocks.filter((one) => kind.test(one[1]!)).map((one) => one[0]);
  const [key, another] = of(/PRIVATE KEY$/);
  if (!key || another) throw new IdentityUnreadable('no-key');
  try {
    return {
      certificates: of(/^CERTIFICATE$/).map((one) => new X509Certificate(one)),
      privateKey: createPrivateKey({ key, passphrase }),
    };
  } catch {
    throw new IdentityUnreadable(/ENCRYPTED/.test(key) ? 'passphrase' : 'unreadable');
  }
}

const BAG = { key: '1.2.840.113549.1.12.10.1.2', certificate: '1.2.840.113549.1.12.10.1.3' };

async function fromPkcs12(file: Uint8Array, passphrase: string): Promise<Contents> {
  let pfx: PFX;
  try {
    pfx = PFX.fromBER(Uint8Array.from(file).buffer);
  } catch {
    throw new IdentityUnreadable('unreadable');
  }
  const password = Uint8Array.from(Buffer.from(passphrase)).buffer;
  try {
    await pfx.parseInternalValues({ password, checkIntegrity: true }, engine);
  } catch {
    throw new IdentityUnreadable('passphrase');
  }
  const safe = pfx.parsedValue?.authenticatedSafe;
  if (!safe) throw new IdentityUnreadable('unreadable');
  const certificates: X509Certificate[] = [];
  const keys: KeyObject[] = [];
  try {
    await safe.parseInternalValues({ safeContents: safe.safeContents.map(() => ({ password })) }, engine);
    const bags: { bagId: string; bagValue: unknown }[] = safe.parsedValue.safeContents.flatMap(
      (one: { value: { safeBags: { bagId: string; bagValue: unknown }[] } }) => one.value.safeBags,
    );
    for (const { bagId, bagValue } of bags) {
      if (bagId === BAG.certificate) {
        const { parsedValue } = bagValue as CertBag;
        if (parsedValue instanceof Certificate) certificates.push(new X509Certificate(derOf(parsedValue)));
      } else if (bagId === BAG.key) {
        const bag = bagValue as PKCS8ShroudedKeyBag & {
          parseInternalValues(parameters: { password: ArrayBuffer }, crypto: CryptoEngine): Promise<void>;
        };
        await bag.parseInternalValues({ password }, engine);
        if (bag.parsedValue instanceof PrivateKeyInfo)
          keys.push(createPrivateKey({ key: derOf(bag.parsedValue), format: 'der', type: 'pkcs8' }));
      }
    }
  } catch {
    // The password was right, or the whole would not have been found unaltered: it is the cipher that is not known.
    throw new IdentityUnreadable('old-encryption');
  }
  const [privateKey] = keys;
  if (!privateKey) throw new IdentityUnreadable('no-key');
  return { certificates, privateKey };
}

function derOf(value: Certificate | PrivateKeyInfo): Buffer {
  return Buffer.from(value.toSchema().toBER());
}
