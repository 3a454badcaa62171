import { type KeyObject, createHash, createPrivateKey, sign } from 'node:crypto';
import { Recent } from '../recent.ts';
import { TaskFailed } from '../threads/task.ts';
import { type ReadCertificate, readCertificate } from './certificate.ts';
import { NULL, type Der, context, encode, integer, octets, oid, raw, retagged, sequence, setOf, time } from './der.ts';
import { OID } from './oids.ts';

/** A sender's certificate and what signs for it. */
export interface SigningCertificate {
  /** DER: the sender's own first, then those that lead to its issuer, if they are to be sent along. */
  chain: readonly Uint8Array[];
  /** PKCS #8 PEM. */
  privateKey: string;
}

const keys = new Recent<string, KeyObject>(200);

/**
 * A detached SignedData over the bytes, DER (RFC 5652 and 8551): SHA-256, the signing time, and the certificate's hash
 * among what is signed (RFC 5035), so that it cannot be swapped for another one of the same key.
 * @throws TaskFailed `signing-key-unfit`.
 */
export function signDetached(bytes: Uint8Array, { chain, privateKey }: SigningCertificate, at: number): Buffer {
  const certificates = chain.map(readCertificate);
  const [own] = certificates;
  if (!own) throw new TaskFailed('signing-key-unfit');
  const key = readKey(privateKey);
  const attributes = encode(
    setOf(
      attribute(OID.contentType, oid(OID.data)),
      attribute(OID.signingTime, time(at)),
      attribute(OID.messageDigest, octets(createHash('sha256').update(bytes).digest())),
      certificateAttribute(own),
    ),
  );
  const signer = sequence(
    integer(1),
    own.name,
    SHA256,
    retagged(0xa0, attributes),
    own.key.kind === 'rsa' ? RSA : ECDSA,
    octets(signature(attributes, key)),
  );
  const data = sequence(
    integer(1),
    setOf(SHA256),
    sequence(oid(OID.data)),
    context(0, ...certificates.map((one) => raw(one.der))),
    setOf(signer),
  );
  return encode(sequence(oid(OID.signedData), context(0, data)));
}

function readKey(pem: string): KeyObject {
  try {
    return keys.get(pem, () => createPrivateKey(pem));
  } catch {
    throw new TaskFailed('signing-key-unfit');
  }
}

function signature(attributes: Uint8Array, key: KeyObject): Buffer {
  try {
    return sign('sha256', attributes, key);
  } catch {
    throw new TaskFailed('signing-key-unfit');
  }
}

const named = new WeakMap<ReadCertificate, Der>();

/** signingCertificateV2: SHA-256, its default, is left out. */
function certificateAttribute(own: ReadCertificate): Der {
  let known = named.get(own);
  if (!known) {
    const hash = octets(createHash('sha256').update(own.der).digest());
    known = raw(encode(attribute(OID.signingCertificateV2, sequence(sequence(sequence(hash))))));
    named.set(own, known);
  }
  return known;
}

function attribute(type: string, value: Der): Der {
  return sequence(oid(type), setOf(value));
}

const SHA256 = sequence(oid(OID.sha256), NULL);
const RSA = sequence(oid(OID.rsaEncryption), NULL);
const ECDSA = sequence(oid(OID.ecdsaWithSha256));
