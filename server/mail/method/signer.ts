import type { SigningCertificate } from '../cms/signed.ts';
import type { DkimKeys } from '../compose/dkim.ts';
import type { PgpSigningKey } from '../openpgp/signer.ts';

/** All that signs for a sender identity: its domain's DKIM keys, and its own certificate and key inside sealed mail. */
export interface MailSigner extends DkimKeys {
  smime: SigningCertificate | null;
  pgp: PgpSigningKey | null;
}
