import type { DeliveryFacts, DeliveryPolicy, KeyFact } from '#core/delivery/facts.ts';

export const policy: DeliveryPolicy = {
  floors: { P0: 'T1', P1: 'T2', P2: 'T2' },
  portalEnabled: true,
  sealedOnly: false,
  portalOnly: false,
};

/** An ordinary message with PHI to an ordinary mailbox whose certificate is valid. */
export const facts: DeliveryFacts = {
  phi: 'P2',
  policy,
  suppressed: false,
  permitted: true,
  address: 'valid',
  assurance: 'T2',
  suspectedMitm: false,
  keys: [],
  portalOnly: false,
  sealedOnly: false,
  tlsExclusive: false,
  noticeDeliverable: true,
};

export function key(kind: KeyFact['kind'], source: KeyFact['source'], problem: string | null = null): KeyFact {
  return { kind, source, fingerprint: `${kind}-${source}`, usable: problem === null, problem };
}

export const keySets: readonly (readonly KeyFact[])[] = [
  [],
  [key('smime', 'enrolled')],
  [key('pgp', 'enrolled')],
  [key('pgp', 'enrolled', 'expired')],
  [key('smime', 'dane')],
  [key('pgp', 'wkd')],
  [key('pgp', 'wkd', 'weak')],
  [key('smime', 'enrolled', 'revoked'), key('pgp', 'dane')],
  [key('pgp', 'enrolled'), key('smime', 'signed-mail')],
];
