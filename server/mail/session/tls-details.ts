import { type X509Certificate, createHash } from 'node:crypto';
import type { TLSSocket } from 'node:tls';

/** What the evidence keeps of a TLS session. All of it is public. */
export interface TlsDetails {
  protocol: string;
  cipher: string;
  /** Key exchange group, such as `X25519`. */
  group: string | null;
  certificateSha256: string | null;
  spkiSha256: string | null;
  issuer: string | null;
  validFrom: string | null;
  validTo: string | null;
  /** Why the certificate is not valid for the MX name; null when it is. */
  verification: string | null;
}

/**
 * AEAD with ephemeral elliptic curves, TLS 1.2 and 1.3. Anything else does not complete the handshake. All but ChaCha20 and
 * X25519 are of FIPS 140-3's approved kind and come first where the server lets us choose; under a FIPS provider of
 * OpenSSL the others are gone, and what is left still meets every host that does.
 */
export const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_AES_128_GCM_SHA256',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
];
const NAMES_12 = /^TLS_ECDHE_(RSA|ECDSA)_WITH_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)$/;
const NAMES_13 = /^TLS_(AES_(128|256)_GCM_SHA(256|384)|CHACHA20_POLY1305_SHA256)$/;

export function tlsDetails(socket: TLSSocket, certificate: X509Certificate | undefined): TlsDetails {
  const { standardName } = socket.getCipher();
  const exchange = socket.getEphemeralKeyInfo();
  const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: standardName,
    group: exchange && 'name' in exchange ? (exchange.name ?? null) : null,
    certificateSha256: certificate ? sha256(certificate.raw) : null,
    spkiSha256: certificate ? sha256(certificate.publicKey.export({ type: 'spki', format: 'der' })) : null,
    issuer: certificate?.issuer.replaceAll('\n', ', ') ?? null,
    validFrom: certificate?.validFromDate.toISOString() ?? null,
    validTo: certificate?.validToDate.toISOString() ?? null,
    verification: socket.authorized ? null : verificationCode(socket.authorizationError),
  };
}

/** What was negotiated is looked at again: the gate does not rest on an option having been passed. */
export function strongEnough(details: TlsDetails): boolean {
  if (details.protocol === 'TLSv1.3') return NAMES_13.test(details.cipher);
  return details.protocol === 'TLSv1.2' && NAMES_12.test(details.cipher);
}

function verificationCode(error: unknown): string {
  if (typeof error === 'string') return error;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return 'UNVERIFIED';
}
