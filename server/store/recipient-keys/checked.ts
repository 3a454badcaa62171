import { Failure } from '#core/failure.ts';

/** A recipient key found fit, in the form it is kept: binary OpenPGP, or a DER certificate. */
export interface CheckedKey {
  kind: 'pgp' | 'smime';
  fingerprint: string;
  material: Uint8Array;
  expiresAt: Date | null;
}

export function refuseKey(problem: string): Failure {
  return new Failure('KEY_UNUSABLE', { problem }, sentences[problem]);
}

const sentences: Record<string, string> = {
  unreadable: 'This is neither an OpenPGP public key nor an X.509 certificate.',
  private: 'This is a private key. Only the public half may be given to us; treat this one as compromised.',
  expired: 'The key has expired.',
  'not-yet-valid': 'The certificate is not valid yet.',
  revoked: 'The key has been revoked.',
  weak: 'The key is weaker than RSA 2048.',
  'sign-only': 'The key can sign but not encrypt.',
  'wrong-user-id': 'The key names another person than the contact’s address.',
  unsupported: 'Only certificates with an RSA key can be used for S/MIME here.',
};
