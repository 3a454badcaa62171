import { constants, createCipheriv, createECDH, createHash, publicEncrypt } from 'node:crypto';
import type { Curve, ReadCertificate } from './certificate.ts';
import { NULL, type Der, bits, context, integer, octets, oid, raw, encode, sequence } from './der.ts';
import { OID } from './oids.ts';

/** One recipient's part of an envelope: the content key, under their public key. */
export interface Recipient {
  info: Der;
  /** The version EnvelopedData must have with such a recipient (RFC 5652, 6.1). */
  version: 0 | 2;
  /** In words, for the evidence. */
  algorithm: string;
}

/**
 * Wraps a content key of 32 bytes for the owner of a certificate. RSA by OAEP with SHA-256; by PKCS #1 v1.5 only when
 * the certificate says it can do that and not OAEP. EC by an ephemeral key (RFC 5753).
 */
export function recipientOf(certificate: ReadCertificate, contentKey: Uint8Array): Recipient {
  const { key } = certificate;
  return key.kind === 'rsa' ? byTransport(certificate, contentKey) : byAgreement(certificate, key, contentKey);
}

function byTransport({ name, publicKey, capabilities }: ReadCertificate, contentKey: Uint8Array): Recipient {
  const old = capabilities.has(OID.rsaEncryption) && !capabilities.has(OID.rsaOaep);
  const encrypted = old
    ? publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, contentKey)
    : publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, contentKey);
  return {
    version: 0,
    info: sequence(integer(0), name, old ? RSA_PKCS1 : RSA_OAEP, octets(encrypted)),
    algorithm: old ? 'RSA PKCS #1 v1.5' : 'RSA-OAEP SHA-256',
  };
}

function byAgreement(
  { name }: ReadCertificate,
  { curve, point }: { curve: Curve; point: Uint8Array },
  contentKey: Uint8Array,
): Recipient {
  const ephemeral = createECDH(curve);
  const ours = ephemeral.generateKeys();
  const shared = ephemeral.computeSecret(point);
  // One block of the X9.63 key derivation: SHA-256 gives the 32 bytes that are needed.
  const wrappingKey = createHash('sha256')
    .update(shared)
    .update(Uint8Array.of(0, 0, 0, 1))
    .update(SHARED_INFO)
    .digest();
  const wrap = createCipheriv('id-aes256-wrap', wrappingKey, WRAP_IV);
  const wrapped = Buffer.concat([wrap.update(contentKey), wrap.final()]);
  const originatorKey = context(1, sequence(oid(OID.ecPublicKey)), bits(ours));
  return {
    version: 2,
    info: context(1, integer(3), context(0, originatorKey), ECDH, sequence(sequence(name, octets(wrapped)))),
    algorithm: `ECDH ${curve === 'prime256v1' ? 'P-256' : 'P-384'} SHA-256, AES-256 wrap`,
  };
}

const WRAP_IV = Buffer.alloc(8, 0xa6);
const SHA256 = sequence(oid(OID.sha256), NULL);
const RSA_PKCS1 = constant(sequence(oid(OID.rsaEncryption), NULL));
const RSA_OAEP = constant(
  sequence(oid(OID.rsaOaep), sequence(context(0, SHA256), context(1, sequence(oid(OID.mgf1), SHA256)))),
);
const AES_WRAP = sequence(oid(OID.aes256Wrap));
const ECDH = constant(sequence(oid(OID.ecdhSha256), AES_WRAP));
/** ECC-CMS-SharedInfo: which key is derived, and its length in bits. */
const SHARED_INFO = encode(sequence(AES_WRAP, context(2, octets(Uint8Array.of(0, 0, 1, 0)))));

function constant(value: Der): Der {
  return raw(encode(value));
}
