import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Pace, asksForLess, freshPace, nextPace } from '#core/delivery/pace.ts';

const most = 8;

describe('the pace of a destination', () => {
  it('halves and pauses when a server asks for less, once for a burst of such answers', () => {
    let pace = freshPace(most);
    for (let n = 0; n < 8; n++) pace = nextPace(pace, 'slow-down', { most, now: 1_000 + n, jitter: 0.5 });
    expect(pace).toEqual({ parallel: 4, notBefore: 16_000, setbacks: 1, well: 0 });
    pace = nextPace(pace, 'slow-down', { most, now: 16_000, jitter: 0.5 });
    expect(pace).toMatchObject({ parallel: 2, notBefore: 46_000, setbacks: 2 });
  });

  it('comes back slowly, and no further than allowed', () => {
    let pace: Pace = { parallel: 2, notBefore: 0, setbacks: 2, well: 0 };
    let deliveries = 0;
    while (pace.parallel < most) {
      pace = nextPace(pace, 'well', { most, now: 1, jitter: 0 });
      deliveries++;
    }
    expect(deliveries).toBeGreaterThan(200);
    expect(nextPace(pace, 'well', { most: 3, now: 1, jitter: 0 }).parallel).toBe(3);
  });

  it('never stops for good, never waits longer than twelve minutes, never exceeds what is allowed', () => {
    const answers = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 900_000 })), { maxLength: 200 });
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (all, cap, jitter) => {
          let pace = freshPace(cap);
          let now = 0;
          for (const [well, later] of all) {
            now += later;
            pace = nextPace(pace, well ? 'well' : 'slow-down', { most: cap, now, jitter });
            expect(pace.parallel).toBeGreaterThanOrEqual(1);
            expect(pace.parallel).toBeLessThanOrEqual(cap);
            expect(pace.notBefore - now).toBeLessThanOrEqual(720_000);
          }
        },
      ),
    );
  });
});

describe('an answer', () => {
  it.each([
    [421, null],
    [421, '4.7.0'],
    [451, '4.3.2'],
    [451, '4.4.5'],
    [450, '4.7.28'],
    [451, '4.7.500'],
    [451, '4.7.651'],
    [452, '4.5.3'],
    [452, '4.3.1'],
  ])('%d %s asks for less', (code, enhanced) => expect(asksForLess(code, enhanced)).toBe(true));
  it.each([
    [250, null],
    [450, '4.2.0'],
    [451, '4.7.1'],
    [452, '4.2.2'],
    [451, null],
    [550, '5.7.1'],
  ])('%d %s does not: it speaks of one recipient', (code, enhanced) => expect(asksForLess(code, enhanced)).toBe(false));
});
