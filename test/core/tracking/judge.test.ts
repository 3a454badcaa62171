import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { machines } from '#core/tracking/agents.ts';
import { BURST_MS, type Hit, judge } from '#core/tracking/judge.ts';

const SENT = Date.UTC(2026, 5, 1, 15, 0);
const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const base: Hit = {
  kind: 'click',
  at: SENT + 60_000,
  method: 'GET',
  userAgent: browser,
  purposes: [],
  acceptedAt: SENT,
  link: 'Webinar',
  siblings: [],
};
const click = (link: string, seconds: number) => ({ kind: 'click' as const, at: base.at + seconds * 1000, link });

describe('a fetch', () => {
  it.each<[string, Partial<Hit>, string]>([
    ['by a reader in a browser', {}, 'HUMAN'],
    ['with HEAD', { method: 'HEAD' }, 'HEAD'],
    ['with OPTIONS', { method: 'options' }, 'HEAD'],
    ['announced as prefetch', { purposes: ['prefetch;prerender'] }, 'PREFETCH_HEADER'],
    ['announced as preview', { purposes: ['preview'] }, 'PREFETCH_HEADER'],
    ['before the receiving server took the mail', { at: SENT - 1 }, 'BEFORE_ACCEPTED'],
    ['while it has not taken it at all', { acceptedAt: null }, 'BEFORE_ACCEPTED'],
    ['without a user agent', { userAgent: null }, 'NO_AGENT'],
    ['one of three links in a minute', { siblings: [click('Portal', -20), click('More', 30)] }, 'BURST'],
    ['the first of three links in a minute', { siblings: [click('Portal', 25), click('More', 50)] }, 'BURST'],
    ['one of two links at once', { siblings: [click('Portal', 1)] }, 'BURST'],
    ['the second of two links, read in between', { siblings: [click('Portal', -25)] }, 'HUMAN'],
    ['of the same link three times', { siblings: [click('Webinar', 1), click('Webinar', 2)] }, 'HUMAN'],
    ['of three links over ten minutes', { siblings: [click('Portal', -300), click('More', 300)] }, 'HUMAN'],
    ['of the picture by Apple’s privacy proxy', { kind: 'open', link: null, userAgent: 'Mozilla/5.0' }, 'KNOWN_PROXY'],
    [
      'of the picture by Gmail’s proxy when it is opened',
      {
        kind: 'open',
        link: null,
        userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
      },
      'HUMAN',
    ],
    [
      'of the picture in the middle of a sweep',
      { kind: 'open', link: null, siblings: [click('A', -5), click('B', -4), click('C', 3)] },
      'BURST',
    ],
  ])('%s is %s', (_, given, reason) => {
    expect(judge({ ...base, ...given })).toEqual({ human: reason === 'HUMAN', reason });
  });

  it.each(machines.map(({ is, sample, kind }) => [is, sample, kind] as const))('by %s is known', (_, sample, kind) => {
    const reason = kind === 'proxy' ? 'KNOWN_PROXY' : 'KNOWN_SCANNER';
    expect(judge({ ...base, kind: 'open', link: null, userAgent: sample })).toEqual({ human: false, reason });
  });

  it('in a sweep is judged alike whichever of them is looked at', () => {
    const links = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { minLength: 3 });
    fc.assert(
      fc.property(links, fc.array(fc.nat(BURST_MS), { minLength: 5, maxLength: 5 }), (chosen, offsets) => {
        const sweep = chosen.map((link, i) => ({ kind: 'click' as const, link, at: base.at + offsets[i]! }));
        for (const one of sweep) {
          const siblings = sweep.filter((other) => other !== one);
          expect(judge({ ...base, ...one, siblings }).reason).toBe('BURST');
        }
      }),
    );
  });
});
