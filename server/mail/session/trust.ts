import { type SecureContext, createSecureContext, getCACertificates } from 'node:tls';
import { CIPHERS } from './tls-details.ts';

/** Key exchange: the post-quantum hybrid first, then what every server has. NIST's curves stay usable under FIPS. */
const GROUPS = ['X25519MLKEM768', 'X25519', 'P-256', 'P-384'];

/**
 * The authorities a mail host's certificate is checked against: Node's bundled ones, the system's, and those given
 * (TLS_CA_FILE, the demo's own). TLS 1.2 and up, AEAD with forward secrecy, nothing else is offered.
 */
export function trust(extra: readonly string[]): SecureContext {
  const ca = new Set([...getCACertificates('bundled'), ...getCACertificates('system'), ...extra]);
  return createSecureContext({
    ca: [...ca],
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS.join(':'),
    ecdhCurve: GROUPS.join(':'),
  });
}
