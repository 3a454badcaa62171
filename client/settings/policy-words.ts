import type { Assurance, DecisionReason } from '../../server/core/delivery/facts.ts';

/** What each level of TLS assurance means for the person who chooses it. */
export const assuranceWords: Record<Exclude<Assurance, 'T0'>, { label: string; help: string }> = {
  T1: {
    label: 'Encrypted',
    help: 'The connection is encrypted; who is at the other end is not proven.',
  },
  T2: {
    label: 'Encrypted, certificate valid',
    help: 'The receiving server shows a valid certificate for its name.',
  },
  T3: {
    label: 'MTA-STS or pinned partner',
    help: 'The recipient’s domain has also published that it always encrypts, or you pinned it as a partner.',
  },
  T4: {
    label: 'DANE',
    help: 'The certificate is also confirmed by signed DNS. Strongest, and few domains have it.',
  },
};

export const classWords = {
  P0: { label: 'P0: nothing about a person', help: 'A newsletter anyone may get.' },
  P1: { label: 'P1: limited', help: 'A name with a relationship to you, or an appointment.' },
  P2: { label: 'P2: patient data', help: 'Diagnoses, medication, results, claims.' },
  P3: { label: 'P3: heightened', help: 'Substance use, mental health, HIV, reproductive health, minors.' },
} as const;

/** Why the selector chose what it chose, in a few words. */
export const reasonWords: Record<DecisionReason, string> = {
  SUPPRESSED: 'the recipient opted out or bounced',
  NO_AUTHORIZATION: 'consent or authorization is missing',
  INVALID_ADDRESS: 'the address is not valid',
  NULL_MX: 'the domain takes no mail',
  POLICY_UNAVAILABLE: 'policy or class could not be read',
  PREF_PORTAL: 'portal only is set',
  SEALED_ONLY: 'sealed only is set',
  SUSPECTED_MITM: 'the connection looked tampered with',
  PREF_E2E: 'the recipient gave us their key',
  KEY_UNUSABLE: 'the recipient’s key cannot be used',
  AT_REST_REQUIRED: 'heightened data is always sealed to a key',
  AT_REST_REQUIRED_NO_KEY: 'heightened data, and there is no key',
  TLS_T1: 'an encrypted connection is enough for this class',
  TLS_T2: 'the certificate is valid',
  TLS_T3: 'MTA-STS holds and the certificate is valid',
  TLS_T4: 'DANE confirms the certificate',
  E2E_DISCOVERED: 'TLS is below the floor; a key was found',
  TLS_EXCLUSIVE_DROP: 'TLS is below the floor, and this mail may be dropped',
  FALLBACK_PORTAL: 'TLS is below the floor and there is no key',
  NO_SAFE_METHOD: 'no safe way is left; staff are told',
};
