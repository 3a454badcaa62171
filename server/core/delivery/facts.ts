import type { PhiClass } from '../phi.ts';

export const methods = ['tls', 'smime', 'pgp', 'portal', 'drop'] as const;
export type Method = (typeof methods)[number];

/** TLS assurance, measured in one session (delivery.md): T0 none … T4 DANE. */
export const assurances = ['T0', 'T1', 'T2', 'T3', 'T4'] as const;
export type Assurance = (typeof assurances)[number];

export interface KeyFact {
  kind: 'smime' | 'pgp';
  source: 'enrolled' | 'dane' | 'wkd' | 'signed-mail';
  fingerprint: string;
  usable: boolean;
  /** Why it is not usable: expired, revoked, weak, sign-only, wrong-user-id. */
  problem: string | null;
}

export interface DeliveryPolicy {
  /** Minimum assurance for TLS alone per class. P3 is never met by TLS. */
  floors: { P0: Assurance; P1: Assurance; P2: Assurance };
  portalEnabled: boolean;
  /** The organisation refuses TLS alone for everything, or sends everything to the portal. */
  sealedOnly: boolean;
  portalOnly: boolean;
  /** S/MIME always by AES-256-GCM, also to a certificate that does not say its owner's program can read it. */
  smimeGcm?: boolean | undefined;
}

/** Everything the table looks at. `null` for `policy` or `phi` means it could not be read: HOLD. */
export interface DeliveryFacts {
  phi: PhiClass | null;
  policy: DeliveryPolicy | null;
  suppressed: boolean;
  /** Consent for commercial mail, or authorization where the purpose asks for one. */
  permitted: boolean;
  address: 'valid' | 'invalid' | 'null-mx';
  assurance: Assurance;
  /** Set when DANE or MTA-STS enforce failed, or assurance fell below what this domain has shown. */
  suspectedMitm: boolean;
  /** It goes through a relay that does not prove the last hop: the connection to it counts as no more than T1. */
  relayUnproven?: boolean | undefined;
  keys: readonly KeyFact[];
  portalOnly: boolean;
  sealedOnly: boolean;
  tlsExclusive: boolean;
  /** The portal notice needs T1 to the recipient's MX. */
  noticeDeliverable: boolean;
}

export const decisionReasons = [
  'SUPPRESSED',
  'NO_AUTHORIZATION',
  'INVALID_ADDRESS',
  'NULL_MX',
  'POLICY_UNAVAILABLE',
  'PREF_PORTAL',
  'SEALED_ONLY',
  'SUSPECTED_MITM',
  'PREF_E2E',
  'KEY_UNUSABLE',
  'AT_REST_REQUIRED',
  'AT_REST_REQUIRED_NO_KEY',
  'TLS_T1',
  'TLS_T2',
  'TLS_T3',
  'TLS_T4',
  'E2E_DISCOVERED',
  'TLS_EXCLUSIVE_DROP',
  'FALLBACK_PORTAL',
  'NO_SAFE_METHOD',
] as const;
export type DecisionReason = (typeof decisionReasons)[number];

export interface Decision {
  /** What happens: send by a method, put it in the portal with or without a mailed notice, or nothing. */
  action: 'send' | 'drop' | 'hold' | 'none';
  method: Method | null;
  /** Row of the table in delivery.md: '0' … '12', '3b', '5b'. */
  row: string;
  reason: DecisionReason;
  /** Key to seal to, for smime and pgp. */
  fingerprint: string | null;
  /** Portal: whether the notice may be mailed; false means it waits in the portal and staff are told. */
  notice: boolean;
  /** Staff must look at it. */
  alert: boolean;
  /** Every method not chosen, and why: the audit record and the forecast. */
  rejected: readonly { method: Method; reason: string }[];
}
