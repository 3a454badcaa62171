import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Assurance, type Decision, type DeliveryFacts, assurances } from '#core/delivery/facts.ts';
import { decide } from '#core/delivery/policy.ts';
import { facts, key, policy } from './support.ts';

/**
 * How much of a message is exposed by what a decision lets out, from most to least. A decision is as strong as the least it
 * asks of the world:
 *
 *   0  the content, over an encrypted connection whose other end is not proven (tls at T1)
 *   1  the content, over one with a valid certificate (tls at T2)
 *   2  … that the domain's policy or the operator vouches for as well (tls at T3)
 *   3  … that signed DNS proves (tls at T4)
 *   4  no content: a sealed body or a neutral notice, which disclose only From and To; or dropped, as its author allowed
 *   5  nothing at all: held until a person looks, or refused
 */
function strength({ action, method, reason }: Decision): number {
  if (action === 'hold' || action === 'none') return 5;
  if (method !== 'tls') return 4;
  return Number(reason.slice('TLS_T'.length)) - 1;
}

/**
 * How strong a decision must be, whatever the facts about the connection: by the class alone. A worse fact may change how
 * a message goes, and even let it go by a connection that proves less where its class allows that; never below this.
 */
function required({ phi, policy: of }: DeliveryFacts): number {
  if (phi === null || of === null) return 5;
  if (phi === 'P3') return 4;
  const least = phi === 'P0' ? 0 : 1;
  return Math.max(least, assurances.indexOf(of.floors[phi]) - 1);
}

const problems = [null, 'expired', 'revoked', 'weak', 'sign-only', 'wrong-user-id'] as const;
const aKey = fc
  .tuple(
    fc.constantFrom('smime' as const, 'pgp' as const),
    fc.constantFrom('enrolled' as const, 'dane' as const, 'wkd' as const, 'signed-mail' as const),
    fc.constantFrom(...problems),
  )
  .map(([kind, source, problem]) => key(kind, source, problem));
const aFloor = fc.constantFrom(...assurances);
const aPolicy = fc.record({
  floors: fc.record({ P0: aFloor, P1: aFloor, P2: aFloor }),
  portalEnabled: fc.boolean(),
  sealedOnly: fc.boolean(),
  portalOnly: fc.boolean(),
});
const anyFacts: fc.Arbitrary<DeliveryFacts> = fc.record({
  phi: fc.constantFrom(null, 'P0' as const, 'P1' as const, 'P2' as const, 'P3' as const),
  policy: fc.option(aPolicy, { freq: 12 }),
  suppressed: fc.boolean(),
  permitted: fc.boolean(),
  address: fc.constantFrom(
    'valid' as const,
    'valid' as const,
    'valid' as const,
    'invalid' as const,
    'null-mx' as const,
  ),
  assurance: fc.constantFrom(...assurances),
  suspectedMitm: fc.boolean(),
  relayUnproven: fc.boolean(),
  keys: fc.array(aKey, { maxLength: 4 }),
  portalOnly: fc.boolean(),
  sealedOnly: fc.boolean(),
  tlsExclusive: fc.boolean(),
  noticeDeliverable: fc.boolean(),
});
/** So that what is looked for happens often enough to be found. */
const likely: fc.Arbitrary<DeliveryFacts> = fc.oneof(
  anyFacts,
  anyFacts.map((one) => ({
    ...one,
    suppressed: false,
    permitted: true,
    suspectedMitm: false,
    address: 'valid' as const,
  })),
);

const nextClass = { P0: 'P1', P1: 'P2', P2: 'P3', P3: 'P3' } as const;

/** Facts made worse in one way. Each says what is worse about it. */
const worse: Record<string, (one: DeliveryFacts) => DeliveryFacts> = {
  'the class is higher': (one) => ({ ...one, phi: one.phi && nextClass[one.phi] }),
  'the class is not known': (one) => ({ ...one, phi: null }),
  'the policy is not known': (one) => ({ ...one, policy: null }),
  'the policy asks for more': (one) => ({
    ...one,
    policy: one.policy && { ...one.policy, floors: raisedFloors(one.policy.floors) },
  }),
  'the policy says sealed only': (one) => ({ ...one, policy: one.policy && { ...one.policy, sealedOnly: true } }),
  'the policy says portal only': (one) => ({ ...one, policy: one.policy && { ...one.policy, portalOnly: true } }),
  'the portal is off': (one) => ({ ...one, policy: one.policy && { ...one.policy, portalEnabled: false } }),
  'the recipient is suppressed': (one) => ({ ...one, suppressed: true }),
  'there is no permission': (one) => ({ ...one, permitted: false }),
  'the address is none': (one) => ({ ...one, address: 'invalid' }),
  'an attack is suspected': (one) => ({ ...one, suspectedMitm: true }),
  'the relay proves nothing': (one) => ({ ...one, relayUnproven: true }),
  'the step says portal only': (one) => ({ ...one, portalOnly: true }),
  'the step says sealed only': (one) => ({ ...one, sealedOnly: true }),
  'no notice can be delivered': (one) => ({ ...one, noticeDeliverable: false }),
};

function raisedFloors(floors: Record<'P0' | 'P1' | 'P2', Assurance>): Record<'P0' | 'P1' | 'P2', Assurance> {
  const up = (one: Assurance) => assurances[Math.min(assurances.indexOf(one) + 1, 4)]!;
  return { P0: up(floors.P0), P1: up(floors.P1), P2: up(floors.P2) };
}

const runs = { numRuns: 3_000 };

describe('a worse fact', () => {
  it.each(Object.entries(worse))('never gives a weaker method: %s', (_, make) => {
    fc.assert(
      fc.property(likely, (one) => {
        expect(strength(decide(make(one)))).toBeGreaterThanOrEqual(strength(decide(one)));
      }),
      runs,
    );
  });

  it('about the connection never lets anything go by less than its class requires, and less proof never lets more go', () => {
    fc.assert(
      fc.property(likely, fc.constantFrom(...assurances), (one, assurance) => {
        const [less, more] =
          assurances.indexOf(assurance) < assurances.indexOf(one.assurance)
            ? [{ ...one, assurance }, one]
            : [one, { ...one, assurance }];
        const [weak, strong] = [decide(less), decide(more)];
        expect(strength(weak)).toBeGreaterThanOrEqual(Math.min(required(less), 5));
        // Content goes over the lesser connection only where it goes over the better one too.
        if (weak.method === 'tls' && weak.action === 'send')
          expect([strong.method, strong.action]).toEqual(['tls', 'send']);
        // And when the better one carries it sealed or not at all, so does the lesser.
        if (strength(strong) >= 4) expect(strength(weak)).toBeGreaterThanOrEqual(4);
      }),
      runs,
    );
  });

  it('about a key never lets content go unsealed that went sealed because the recipient asked for it', () => {
    fc.assert(
      fc.property(likely, fc.constantFrom('expired', 'revoked', 'weak'), (one, problem) => {
        const spoilt = { ...one, keys: one.keys.map((each) => ({ ...each, usable: false, problem })) };
        const before = decide(one);
        if (before.row !== '9') expect(strength(decide(spoilt))).toBeGreaterThanOrEqual(Math.min(strength(before), 4));
        expect(strength(decide(spoilt))).toBeGreaterThanOrEqual(required(one));
      }),
      runs,
    );
  });
});

describe('no facts whatever', () => {
  it('let anything out in the clear, or to an end that is not proven as its class requires', () => {
    fc.assert(
      fc.property(likely, (one) => {
        const decision = decide(one);
        if (decision.action === 'send') {
          expect(one.assurance).not.toBe('T0');
          expect(one.suspectedMitm).toBe(false);
        }
        expect(strength(decision)).toBeGreaterThanOrEqual(required(one));
        if (one.relayUnproven && decision.method === 'tls') expect(one.phi).toBe('P0');
      }),
      { numRuns: 10_000 },
    );
  });

  it('recorded as evidence is recorded give another decision than they gave', () => {
    fc.assert(
      fc.property(likely, (one) => {
        const read = JSON.parse(JSON.stringify(one)) as DeliveryFacts;
        expect(decide(read)).toEqual(decide(one));
      }),
      runs,
    );
  });
});

describe('a relay that does not prove the last hop', () => {
  it.each([
    ['P0', { action: 'send', method: 'tls', row: '8', reason: 'TLS_T1' }],
    ['P1', { action: 'send', method: 'portal', row: '11', reason: 'FALLBACK_PORTAL' }],
    ['P2', { action: 'send', method: 'portal', row: '11', reason: 'FALLBACK_PORTAL' }],
    ['P3', { action: 'send', method: 'portal', row: '7', reason: 'AT_REST_REQUIRED_NO_KEY' }],
  ] as const)('takes %s as the table says', (phi, expected) => {
    expect(decide({ ...facts, phi, assurance: 'T1', relayUnproven: true })).toMatchObject(expected);
  });

  it('is the reason TLS was rejected, whatever the connection to it proved', () => {
    for (const assurance of ['T1', 'T2', 'T4'] as const) {
      const { method, rejected } = decide({ ...facts, assurance, relayUnproven: true, keys: [key('pgp', 'wkd')] });
      expect(method).toBe('pgp');
      expect(rejected).toContainEqual({ method: 'tls', reason: 'RELAY_UNPROVEN' });
    }
    expect(
      decide({
        ...facts,
        policy: { ...policy, floors: { ...policy.floors, P0: 'T2' } },
        phi: 'P0',
        relayUnproven: true,
      }).row,
    ).toBe('11');
  });
});
