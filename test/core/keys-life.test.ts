import { describe, expect, it } from 'vitest';
import { type HeldKey, type KeyState, displaced, keyStates, placeFound, placeUploaded } from '#core/keys/life.ts';

const held = (state: KeyState, more: Partial<HeldKey> = {}): HeldKey => ({
  kind: 'pgp',
  fingerprint: 'old',
  source: 'enrolled',
  state,
  problem: ['unusable', 'expired', 'revoked', 'superseded'].includes(state) ? 'other' : null,
  ...more,
});
const fresh = { kind: 'pgp', fingerprint: 'new' } as const;
const proven = { proof: 'possession', confirmed: false } as const;

describe('a key that is handed over', () => {
  it('is never in use before possession is proven or attested, whatever is held', () => {
    for (const state of keyStates)
      for (const source of ['enrolled', 'wkd'] as const)
        expect(placeUploaded([held(state, { source })], fresh, { proof: null, confirmed: true })).toBe('pending');
  });

  it.each([
    ['enrolled', 'waiting'],
    ['expired', 'waiting'],
    ['unusable', 'waiting'],
    ['revoked', 'waiting'],
    ['pending', 'enrolled'],
    ['waiting', 'enrolled'],
    ['superseded', 'enrolled'],
  ] as const)('beside one of the recipient’s own that is %s comes to be %s', (state, place) => {
    expect(placeUploaded([held(state)], fresh, proven)).toBe(place);
    expect(placeUploaded([held(state, { kind: 'smime' })], fresh, proven)).toBe(place);
    expect(placeUploaded([held(state)], fresh, { ...proven, confirmed: true })).toBe('enrolled');
  });

  it('is not kept out by one that was only found', () => {
    expect(placeUploaded([held('discovered', { source: 'wkd' })], fresh, proven)).toBe('enrolled');
  });

  it('cannot come back once its owner revoked it, not even attested and confirmed', () => {
    const revoked = held('revoked', { fingerprint: 'new', problem: 'revoked' });
    expect(placeUploaded([revoked], fresh, { proof: 'attested', confirmed: true })).toBe('revoked');
  });

  it('that is in use already changes nothing', () => {
    expect(placeUploaded([held('enrolled', { fingerprint: 'new' })], fresh, { proof: null, confirmed: false })).toBe(
      'known',
    );
  });
});

describe('a key that is found', () => {
  const found = { ...fresh, source: 'wkd' } as const;

  it('never takes the place of an enrolled one by itself, nor of one that ended', () => {
    for (const state of ['enrolled', 'unusable', 'expired', 'revoked'] as const)
      expect(placeFound([held(state)], found)).toBe('waiting');
  });

  it('is used where the recipient gave none', () => {
    expect(placeFound([], found)).toBe('discovered');
    expect(placeFound([held('pending')], found)).toBe('discovered');
    expect(placeFound([held('superseded')], found)).toBe('discovered');
  });

  it('is not offered again after staff refused it, nor used again after it failed or was removed', () => {
    expect(placeFound([held('superseded', { fingerprint: 'new', problem: 'refused' })], found)).toBe('refused-before');
    expect(placeFound([held('superseded', { fingerprint: 'new', problem: 'removed' })], found)).toBe('ignored');
    expect(placeFound([held('unusable', { fingerprint: 'new', source: 'wkd' })], found)).toBe('ignored');
    expect(placeFound([held('revoked', { fingerprint: 'new', source: 'wkd', problem: 'revoked' })], found)).toBe(
      'ignored',
    );
  });

  it('is used again when it was renewed, or is now found at a better source', () => {
    expect(placeFound([held('expired', { fingerprint: 'new', source: 'wkd' })], found)).toBe('discovered');
    const discovered = held('discovered', { fingerprint: 'new', source: 'wkd' });
    expect(placeFound([discovered], { ...found, source: 'dane' })).toBe('discovered');
    expect(placeFound([discovered], { ...found, source: 'signed-mail' })).toBe('known');
  });

  it('takes the place of those found where trust is no higher, and of no other', () => {
    const others = [
      held('discovered', { fingerprint: 'a', source: 'dane' }),
      held('discovered', { fingerprint: 'b', source: 'wkd' }),
      held('discovered', { fingerprint: 'c', source: 'signed-mail' }),
      held('discovered', { fingerprint: 'd', source: 'wkd', kind: 'smime' }),
      held('enrolled', { fingerprint: 'e' }),
    ];
    expect(displaced(others, found).map((one) => one.fingerprint)).toEqual(['b', 'c']);
  });
});
