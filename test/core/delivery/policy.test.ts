import { describe, expect, it } from 'vitest';
import type { Decision, DeliveryFacts } from '#core/delivery/facts.ts';
import { assurances, methods } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import { facts, key, keySets, policy } from './support.ts';

type Row = [says: string, given: Partial<DeliveryFacts>, expected: Partial<Decision>];

const noPortal = { ...policy, portalEnabled: false };

const table: Row[] = [
  ['0 suppressed', { suppressed: true }, { action: 'none', method: null, row: '0', reason: 'SUPPRESSED' }],
  [
    '0 suppressed is said before anything else',
    { suppressed: true, policy: null, permitted: false },
    { row: '0', reason: 'SUPPRESSED' },
  ],
  [
    '0 no consent or authorization',
    { permitted: false },
    { action: 'none', method: null, row: '0', reason: 'NO_AUTHORIZATION' },
  ],
  ['1 invalid address', { address: 'invalid' }, { action: 'none', method: null, row: '1', reason: 'INVALID_ADDRESS' }],
  ['1 null MX', { address: 'null-mx' }, { action: 'none', method: null, row: '1', reason: 'NULL_MX' }],
  [
    '2 policy unreadable',
    { policy: null },
    { action: 'hold', method: null, row: '2', reason: 'POLICY_UNAVAILABLE', alert: true },
  ],
  [
    '2 class unknown',
    { phi: null },
    { action: 'hold', method: null, row: '2', reason: 'POLICY_UNAVAILABLE', alert: true },
  ],
  [
    '3 the step or recipient says portal',
    { portalOnly: true },
    { action: 'send', method: 'portal', row: '3', reason: 'PREF_PORTAL', notice: true },
  ],
  [
    '3 the organization says portal',
    { policy: { ...policy, portalOnly: true }, keys: [key('smime', 'enrolled')] },
    { method: 'portal', row: '3' },
  ],
  [
    '3 without T1 the message waits in the portal',
    { portalOnly: true, noticeDeliverable: false, assurance: 'T0' },
    { action: 'hold', method: 'portal', row: '3', notice: false, alert: true },
  ],
  [
    '3 without a portal it is held',
    { portalOnly: true, policy: noPortal },
    { action: 'hold', method: null, row: '12', reason: 'NO_SAFE_METHOD' },
  ],
  [
    '3b sealed only, with a key',
    { sealedOnly: true, keys: [key('pgp', 'wkd')] },
    { action: 'send', method: 'pgp', row: '3b', reason: 'SEALED_ONLY', fingerprint: 'pgp-wkd' },
  ],
  [
    '3b S/MIME before PGP',
    { sealedOnly: true, keys: [key('pgp', 'dane'), key('smime', 'signed-mail')] },
    { method: 'smime', row: '3b' },
  ],
  [
    '3b sealed only, no key: portal, never TLS',
    { sealedOnly: true, assurance: 'T4' },
    { action: 'send', method: 'portal', row: '3b', reason: 'SEALED_ONLY' },
  ],
  [
    '3b the organization says sealed only',
    { policy: { ...policy, sealedOnly: true } },
    { method: 'portal', row: '3b' },
  ],
  [
    '4 suspicion, no key: the portal without a notice',
    { suspectedMitm: true },
    { action: 'hold', method: 'portal', row: '4', reason: 'SUSPECTED_MITM', notice: false, alert: true },
  ],
  [
    '4 suspicion, enrolled key: sealed to it, but nothing leaves',
    { suspectedMitm: true, keys: [key('pgp', 'enrolled')] },
    { action: 'hold', method: 'pgp', row: '4', fingerprint: 'pgp-enrolled', alert: true },
  ],
  [
    '4 suspicion makes discovered keys worthless',
    { suspectedMitm: true, keys: [key('smime', 'dane')] },
    { action: 'hold', method: 'portal', row: '4' },
  ],
  [
    '4 suspicion holds even what would go to the portal anyway',
    { suspectedMitm: true, portalOnly: true },
    { action: 'hold', method: 'portal', row: '3', notice: false, alert: true },
  ],
  [
    '4 and without a portal',
    { suspectedMitm: true, policy: noPortal },
    { action: 'hold', method: null, row: '4', reason: 'SUSPECTED_MITM', alert: true },
  ],
  [
    '5 an enrolled S/MIME certificate',
    { keys: [key('smime', 'enrolled')] },
    { action: 'send', method: 'smime', row: '5', reason: 'PREF_E2E', fingerprint: 'smime-enrolled' },
  ],
  ['5 even for what is no PHI', { phi: 'P0', keys: [key('pgp', 'enrolled')] }, { method: 'pgp', row: '5' }],
  [
    '5 an envelope needs T1: else it waits',
    { keys: [key('pgp', 'enrolled')], assurance: 'T0', noticeDeliverable: false },
    { action: 'hold', method: 'pgp', row: '5', alert: true },
  ],
  [
    '5b enrolled but expired',
    { keys: [key('pgp', 'enrolled', 'expired')] },
    { action: 'send', method: 'portal', row: '5b', reason: 'KEY_UNUSABLE' },
  ],
  [
    '5b a discovered key does not take its place',
    { keys: [key('pgp', 'enrolled', 'expired'), key('smime', 'dane')] },
    { method: 'portal', row: '5b' },
  ],
  [
    '6 heightened PHI and a discovered key',
    { phi: 'P3', keys: [key('pgp', 'wkd')] },
    { action: 'send', method: 'pgp', row: '6', reason: 'AT_REST_REQUIRED' },
  ],
  [
    '7 heightened PHI, no key, whatever the TLS',
    { phi: 'P3', assurance: 'T4' },
    { action: 'send', method: 'portal', row: '7', reason: 'AT_REST_REQUIRED_NO_KEY' },
  ],
  ['8 PHI at T2', {}, { action: 'send', method: 'tls', row: '8', reason: 'TLS_T2' }],
  ['8 PHI at T4', { assurance: 'T4' }, { method: 'tls', reason: 'TLS_T4' }],
  ['8 no PHI at T1', { phi: 'P0', assurance: 'T1' }, { method: 'tls', reason: 'TLS_T1' }],
  [
    '8 a policy may ask for T3',
    { policy: { ...policy, floors: { ...policy.floors, P2: 'T3' } } },
    { method: 'portal', row: '11' },
  ],
  [
    '8 no policy lowers a floor',
    { assurance: 'T1', policy: { ...policy, floors: { P0: 'T0', P1: 'T0', P2: 'T0' } } },
    { method: 'portal', row: '11' },
  ],
  ['8 before a discovered key', { keys: [key('pgp', 'wkd')] }, { method: 'tls', row: '8' }],
  [
    '9 below the floor, a discovered key',
    { assurance: 'T1', keys: [key('pgp', 'wkd')] },
    { action: 'send', method: 'pgp', row: '9', reason: 'E2E_DISCOVERED' },
  ],
  [
    '10 marketing that may be dropped',
    { assurance: 'T1', tlsExclusive: true },
    { action: 'drop', method: 'drop', row: '10', reason: 'TLS_EXCLUSIVE_DROP' },
  ],
  [
    '11 else the portal',
    { assurance: 'T1' },
    { action: 'send', method: 'portal', row: '11', reason: 'FALLBACK_PORTAL', notice: true },
  ],
  [
    '12 no TLS at all',
    { assurance: 'T0', noticeDeliverable: false },
    { action: 'hold', method: null, row: '12', reason: 'NO_SAFE_METHOD', alert: true },
  ],
  [
    '12 no TLS, and a discovered key changes nothing',
    { assurance: 'T0', noticeDeliverable: false, keys: [key('pgp', 'wkd')] },
    { action: 'hold', row: '12' },
  ],
  [
    '12 no portal',
    { assurance: 'T1', policy: noPortal },
    { action: 'hold', method: null, row: '12', reason: 'NO_SAFE_METHOD' },
  ],
];

describe('the decision table', () => {
  it.each(table)('row %s', (_, given, expected) => {
    expect(decide({ ...facts, ...given })).toMatchObject(expected);
  });

  it('names every rejected method once, with a reason', () => {
    expect(decide({ ...facts, assurance: 'T1' }).rejected).toEqual([
      { method: 'tls', reason: 'BELOW_FLOOR_T2' },
      { method: 'smime', reason: 'NO_KEY' },
      { method: 'pgp', reason: 'NO_KEY' },
      { method: 'drop', reason: 'NOT_TLS_EXCLUSIVE' },
    ]);
    expect(decide({ ...facts, keys: [key('pgp', 'enrolled', 'expired')] }).rejected).toEqual([
      { method: 'tls', reason: 'SEALING_REQUIRED' },
      { method: 'smime', reason: 'NO_KEY' },
      { method: 'pgp', reason: 'KEY_UNUSABLE_EXPIRED' },
      { method: 'drop', reason: 'NOT_TLS_EXCLUSIVE' },
    ]);
    expect(decide({ ...facts, suppressed: true }).rejected).toContainEqual({ method: 'tls', reason: 'SUPPRESSED' });
  });
});

describe('over every combination of facts', () => {
  const tested = everything();

  it('looks at a great many', () => {
    expect(tested.length).toBeGreaterThan(200_000);
  });

  it('keeps every promise there is', () => {
    const broken: string[] = [];
    for (const one of tested) {
      const decision = decide(one);
      for (const [promise, kept] of promises)
        if (!kept(one, decision)) broken.push(`${promise}: ${JSON.stringify(one)}`);
      if (broken.length > 5) break;
    }
    expect(broken).toEqual([]);
  });

  it('uses every row', () => {
    const rows = new Set(tested.map((one) => decide(one).row));
    expect([...rows].sort()).toEqual(['0', '1', '10', '11', '12', '2', '3', '3b', '4', '5', '5b', '6', '7', '8', '9']);
  });
});

type Promise_ = [says: string, kept: (facts: DeliveryFacts, decision: Decision) => boolean];

const least = { P0: 'T1', P1: 'T2', P2: 'T2' } as const;
const rank = (one: string) => assurances.findIndex((each) => each === one);

const promises: Promise_[] = [
  ['heightened PHI never goes by TLS alone', (f, d) => f.phi !== 'P3' || d.method !== 'tls'],
  [
    'TLS never below its floor',
    (f, d) => d.method !== 'tls' || (f.phi !== null && f.phi !== 'P3' && rank(f.assurance) >= rank(least[f.phi])),
  ],
  [
    'TLS never below the policy’s floor',
    (f, d) =>
      d.method !== 'tls' ||
      (f.phi !== null && f.phi !== 'P3' && rank(f.assurance) >= rank(f.policy?.floors[f.phi] ?? 'T4')),
  ],
  ['nothing at all is sent at T0', (f, d) => f.assurance !== 'T0' || d.action !== 'send'],
  [
    'nothing is sent while policy or class is unknown',
    (f, d) => (f.policy !== null && f.phi !== null) || d.action !== 'send',
  ],
  [
    'nothing is sent to the suppressed or without permission',
    (f, d) => (!f.suppressed && f.permitted) || d.action === 'none',
  ],
  ['nothing is sent to an address that cannot be', (f, d) => f.address === 'valid' || d.action === 'none'],
  ['what is sent has a method', (_, d) => d.action !== 'send' || (d.method !== null && d.method !== 'drop')],
  ['sealed only never goes by TLS', (f, d) => !(f.sealedOnly || f.policy?.sealedOnly) || d.method !== 'tls'],
  [
    'portal only goes nowhere else',
    (f, d) => !(f.portalOnly || f.policy?.portalOnly) || d.action !== 'send' || d.method === 'portal',
  ],
  [
    'under suspicion nothing is sent, and staff are told',
    (f, d) => !f.suspectedMitm || (d.action !== 'send' && d.alert),
  ],
  [
    'sealing names a usable key of its kind',
    (f, d) =>
      (d.method !== 'smime' && d.method !== 'pgp') ||
      f.keys.some((k) => k.usable && k.kind === d.method && k.fingerprint === d.fingerprint),
  ],
  [
    'no discovered key takes the place of an enrolled one',
    (f, d) =>
      d.fingerprint === null || !f.keys.some((k) => k.source === 'enrolled') || d.fingerprint.endsWith('enrolled'),
  ],
  [
    'an enrolled usable key is always preferred',
    (f, d) => !f.keys.some((k) => k.source === 'enrolled' && k.usable) || d.action !== 'send' || d.method !== 'tls',
  ],
  [
    'a notice goes only where it may',
    (f, d) => !d.notice || (f.noticeDeliverable && d.action === 'send' && d.method === 'portal'),
  ],
  ['the portal is used only where there is one', (f, d) => d.method !== 'portal' || f.policy?.portalEnabled === true],
  [
    'only what may be dropped is',
    (f, d) => (d.action === 'drop') === (d.method === 'drop') && (d.action !== 'drop' || f.tlsExclusive),
  ],
  ['a hold tells staff', (_, d) => d.action !== 'hold' || d.alert],
  [
    'every method is chosen or rejected, once',
    (_, d) =>
      [...d.rejected.map((r) => r.method), ...(d.method ? [d.method] : [])].sort().join() ===
      [...methods].sort().join(),
  ],
  ['every rejection has a reason', (_, d) => d.rejected.every(({ reason }) => /^[A-Z0-9_]+$/.test(reason))],
];

function everything(): DeliveryFacts[] {
  const both = [false, true];
  const all: DeliveryFacts[] = [];
  const policies = [
    null,
    policy,
    noPortal,
    { ...policy, sealedOnly: true },
    { ...policy, portalOnly: true },
    { ...policy, floors: { P0: 'T0', P1: 'T1', P2: 'T3' } } as const,
  ];
  for (const phi of [null, 'P0', 'P1', 'P2', 'P3'] as const)
    for (const one of policies)
      for (const assurance of assurances)
        for (const keys of keySets)
          for (const address of ['valid', 'invalid', 'null-mx'] as const)
            for (const [suppressed, permitted] of [
              [false, true],
              [true, true],
              [false, false],
            ] as const)
              for (const suspectedMitm of both)
                for (const portalOnly of both)
                  for (const sealedOnly of both)
                    for (const tlsExclusive of both)
                      for (const noticeDeliverable of address === 'valid' && !suppressed ? both : [true])
                        all.push({
                          phi,
                          policy: one,
                          assurance,
                          keys,
                          address,
                          suppressed,
                          permitted,
                          suspectedMitm,
                          portalOnly,
                          sealedOnly,
                          tlsExclusive,
                          noticeDeliverable,
                        });
  return all;
}
