/** Why a key that was handed over or found is refused: nothing of it is kept. One sentence each, for whoever gave it. */
export const keyRefusals = {
  'too-large': 'The file is larger than a key or certificate ever is (128 KB).',
  'too-complex': 'The key carries more user ids, subkeys or signatures than are looked at.',
  unreadable: 'This is neither an OpenPGP public key nor an X.509 certificate.',
  private: 'This holds a private key. Only the public half may be given to us; treat this one as compromised.',
  'too-many-keys': 'The file holds more than one key that could be meant. Give one.',
  expired: 'The key has expired.',
  'not-yet-valid': 'The key is not valid yet.',
  revoked: 'The key has been revoked.',
  weak: 'The key is too weak: RSA below 2048 bits, or an algorithm or curve that is no longer safe.',
  unsupported: 'The key’s algorithm cannot be used for mail here.',
  'sign-only': 'The key can sign but not encrypt.',
  authority: 'This is the certificate of an authority, not of a person.',
  'wrong-user-id': 'None of the key’s user ids is the contact’s address.',
  'wrong-san': 'The certificate was not issued for the contact’s address.',
  'no-address': 'The contact has no e-mail address.',
  'untrusted-issuer': 'The certificate that signed the mail does not come from an authority that is trusted.',
  'source-off': 'Your organization does not take keys from this source.',
  'refused-before': 'Staff refused this very key before.',
} as const;

export type KeyRefusal = keyof typeof keyRefusals;

/** Why a key that was kept is not used any more. */
export const keyEndings = {
  expired: 'It has expired.',
  revoked: 'Its owner revoked it.',
  'sealing-failed': 'Sealing to it did not work.',
  'other-address': 'The contact’s address has changed; the key is for the former one.',
  'reported-lost': 'The recipient said that it is lost or may be in other hands.',
  withdrawn: 'Staff withdrew it.',
  replaced: 'Another key took its place.',
  removed: 'The recipient removed it, and proved to hold it.',
  refused: 'Staff refused it as a replacement.',
  cancelled: 'It was given up before it was in use.',
} as const;

export type KeyEnding = keyof typeof keyEndings;

export function isKeyRefusal(problem: string): problem is KeyRefusal {
  return Object.hasOwn(keyRefusals, problem);
}

export function isKeyEnding(problem: string): problem is KeyEnding {
  return Object.hasOwn(keyEndings, problem);
}
