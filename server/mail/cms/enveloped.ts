import { createCipheriv, randomBytes } from 'node:crypto';
import type { ReadCertificate } from './certificate.ts';
import { context, contextOctets, encode, integer, octets, oid, sequence, setOf } from './der.ts';
import { OID } from './oids.ts';
import { recipientOf } from './recipient.ts';

export interface Enveloped {
  der: Buffer;
  /** `smime-type` of the entity that carries it. */
  type: 'enveloped-data' | 'authEnveloped-data';
  /** Such as `CMS AES-256-GCM, RSA-OAEP SHA-256`. */
  algorithm: string;
}

/**
 * Encrypts to the owner of a certificate. AES-256-CBC (EnvelopedData), which every mail program reads; AES-256-GCM
 * (AuthEnvelopedData, RFC 5083 and 5084) when the certificate says it can, or `gcm` demands it.
 */
export function envelop(plain: Uint8Array, certificate: ReadCertificate, gcm = false): Enveloped {
  const contentKey = randomBytes(32);
  try {
    return gcm || certificate.capabilities.has(OID.aes256Gcm)
      ? authenticated(plain, certificate, contentKey)
      : plainEnvelope(plain, certificate, contentKey);
  } finally {
    contentKey.fill(0);
  }
}

function plainEnvelope(plain: Uint8Array, certificate: ReadCertificate, contentKey: Buffer): Enveloped {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-256-cbc', contentKey, iv);
  const encrypted = [cipher.update(plain), cipher.final()];
  const recipient = recipientOf(certificate, contentKey);
  const algorithm = sequence(oid(OID.aes256Cbc), octets(iv));
  const content = sequence(oid(OID.data), algorithm, contextOctets(0, ...encrypted));
  const enveloped = sequence(integer(recipient.version), setOf(recipient.info), content);
  return {
    der: encode(sequence(oid(OID.envelopedData), context(0, enveloped))),
    type: 'enveloped-data',
    algorithm: `CMS AES-256-CBC, ${recipient.algorithm}`,
  };
}

function authenticated(plain: Uint8Array, certificate: ReadCertificate, contentKey: Buffer): Enveloped {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', contentKey, nonce);
  const encrypted = [cipher.update(plain), cipher.final()];
  const recipient = recipientOf(certificate, contentKey);
  const algorithm = sequence(oid(OID.aes256Gcm), sequence(octets(nonce), integer(16)));
  const content = sequence(oid(OID.data), algorithm, contextOctets(0, ...encrypted));
  const enveloped = sequence(integer(0), setOf(recipient.info), content, octets(cipher.getAuthTag()));
  return {
    der: encode(sequence(oid(OID.authEnvelopedData), context(0, enveloped))),
    type: 'authEnveloped-data',
    algorithm: `CMS AES-256-GCM, ${recipient.algorithm}`,
  };
}
