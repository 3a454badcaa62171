import { createHash } from 'node:crypto';

interface Address {
  local: string;
  domain: string;
}

/** Octets of SHA-256 that stand in the name (RFC 7929 3, RFC 8162 3). */
const DANE_OCTETS = 28;

/**
 * Names under which DNS may hold a key for an address: the local part only as a hash, as it is written and, where that
 * differs, in lower case (RFC 7929 4).
 */
export function daneNames({ local, domain }: Address, label: '_openpgpkey' | '_smimecert'): string[] {
  const written = [...new Set([local, local.toLowerCase()])];
  return written.map((one) => {
    const hash = createHash('sha256').update(one, 'utf8').digest().subarray(0, DANE_OCTETS).toString('hex');
    return `${hash}.${label}.${domain}`;
  });
}

const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769';

/** z-base-32, five bits a character, as the Web Key Directory writes a hash. */
export function zBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

/**
 * Where a Web Key Directory has what: its policy file, and the key of an address, named by the hash of its local part. The
 * draft's `l` parameter, which would repeat the local part in the clear, is left out: a directory of files does not need it.
 */
export function wkdUrl(method: 'advanced' | 'direct', domain: string, what: { policy: true } | { local: string }): URL {
  const base =
    method === 'advanced'
      ? `https://openpgpkey.${domain}/.well-known/openpgpkey/${domain}`
      : `https://${domain}/.well-known/openpgpkey`;
  if ('policy' in what) return new URL(`${base}/policy`);
  // ASCII letters only are made small, as the draft says.
  const small = what.local.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return new URL(`${base}/hu/${zBase32(createHash('sha1').update(small, 'utf8').digest())}`);
}
