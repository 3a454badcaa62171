import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { messageClass } from '#core/delivery/message-class.ts';
import { atLeastClass, type PhiClass, phiClasses } from '#core/phi.ts';
import { vocabulary } from '../support.ts';

const nothing = { vocabulary, uses: [], tested: [] };

describe('the class of a message', () => {
  it('is none when nothing in it, or on the way to it, is PHI', () => {
    expect(messageClass(nothing)).toEqual({ phi: 'P0', because: [] });
    expect(messageClass({ ...nothing, uses: ['city'] })).toEqual({ phi: 'P0', because: [] });
  });

  it('is the highest of the attributes its template uses', () => {
    expect(messageClass({ ...nothing, uses: ['first_name', 'appointment'] })).toEqual({
      phi: 'P2',
      because: ['uses:appointment'],
    });
  });

  it('is raised by what was tested on the way: to be chosen is itself PHI', () => {
    expect(messageClass({ ...nothing, uses: ['first_name'], tested: ['conditions'] })).toEqual({
      phi: 'P3',
      because: ['tested:conditions'],
    });
  });

  it.each<[string, Parameters<typeof messageClass>[0]]>([
    ['an attribute nobody knows', { ...nothing, uses: ['mystery'] }],
    ['a template that could not be read', { ...nothing, uses: null }],
    ['a way that could not be traced', { ...nothing, tested: null }],
    ['a scan that failed', { ...nothing, scanned: 'failed' }],
    ['a class nobody knows', { ...nothing, declared: 'P9' }],
  ])('is P2 for %s', (_, parts) => {
    expect(messageClass(parts).phi).toBe('P2');
  });

  it('is never lowered by anything', () => {
    const aClass = fc.constantFrom(...phiClasses);
    fc.assert(
      fc.property(
        fc.subarray([...vocabulary.attributes.keys()]),
        aClass,
        aClass,
        fc.array(aClass),
        (uses, declared, scanned, floors) => {
          const { phi } = messageClass({ ...nothing, uses, declared, scanned, floors });
          const all: PhiClass[] = [
            ...uses.map((key) => vocabulary.attributes.get(key)!.phi),
            declared,
            scanned,
            ...floors,
          ];
          expect(all.every((one) => atLeastClass(phi, one))).toBe(true);
          expect([...all, 'P0']).toContain(phi);
        },
      ),
    );
  });
});
