import { describe, expect, it } from 'vitest';
import { LOOK, makeForesight } from '#engine/foresight.ts';

function at() {
  const clock = { now: 1_000 };
  return { clock, foresight: makeForesight(() => clock.now) };
}

describe('when a walker looks who is due', () => {
  it('is at once, and not again before the first that it saw coming', () => {
    const { clock, foresight } = at();
    expect(foresight.looks(false)).toBe(true);
    foresight.saw(800);
    expect(foresight.left()).toBe(800);
    clock.now += 799;
    expect(foresight.looks(false)).toBe(false);
    clock.now += 1;
    expect(foresight.looks(false)).toBe(true);
  });

  it('is whenever it was called, whatever it foresaw', () => {
    const { foresight } = at();
    foresight.saw(null);
    expect(foresight.looks(false)).toBe(false);
    expect(foresight.looks(true)).toBe(true);
  });

  it('is after five seconds at the latest, though nobody is due for a year', () => {
    const { clock, foresight } = at();
    for (const next of [null, 365 * 86_400_000]) {
      foresight.saw(next);
      clock.now += LOOK - 1;
      expect(foresight.looks(false)).toBe(false);
      clock.now += 1;
      expect(foresight.looks(false)).toBe(true);
    }
    expect(LOOK).toBe(5_000);
  });

  it('is at once when a turn failed', () => {
    const { foresight } = at();
    foresight.saw(null);
    foresight.forget();
    expect(foresight.looks(false)).toBe(true);
  });
});
