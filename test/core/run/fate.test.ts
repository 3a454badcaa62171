import { describe, expect, it } from 'vitest';
import { placed } from '#core/graph/placed.ts';
import { NO_PLAN, type Decision, type VersionPlan } from '#core/graph/version-plan.ts';
import { fateOf, versionFor } from '#core/run/fate.ts';

const plan = (decisions: Record<string, Decision>, touched = Object.keys(decisions)): VersionPlan => ({
  ...NO_PLAN,
  decisions,
  touched,
});
const move = (to: string, again = false): Decision => ({ kind: 'move', to, again });
const skip = (to: string | null): Decision => ({ kind: 'skip', outlet: 'done', to });

describe('the plans of several versions, taken together', () => {
  it('put someone where the last of them puts them, without a stop between', () => {
    expect(fateOf('a', [plan({ a: move('b') }), plan({ b: move('c', true) })])).toEqual({
      kind: 'goes',
      to: 'c',
      by: 'move',
      again: true,
    });
    expect(fateOf('a', [plan({ a: move('b', true) }), plan({ b: skip('c') })])).toMatchObject({
      by: 'skip',
      again: false,
    });
  });

  it('leave alone who was moved away and back, and who is not concerned', () => {
    expect(fateOf('a', [plan({ a: move('b') }), plan({ b: move('a') })])).toEqual({ kind: 'stays', changed: true });
    expect(fateOf('a', [plan({ b: move('c') })])).toEqual({ kind: 'stays', changed: false });
    expect(fateOf('a', [])).toEqual({ kind: 'stays', changed: false });
    expect(fateOf('a', [plan({}, ['a'])])).toEqual({ kind: 'stays', changed: true });
  });

  it('end where one of them ends, whatever comes after', () => {
    expect(fateOf('a', [plan({ a: { kind: 'exit' } }), plan({ a: move('b') })])).toEqual({ kind: 'leaves' });
    expect(fateOf('a', [plan({ a: skip(null) }), plan({ a: move('b') })])).toMatchObject({ kind: 'goes', to: null });
  });

  it('begin a step of another kind anew, where they stand', () => {
    expect(fateOf('a', [plan({ a: { kind: 'begin' } })])).toEqual({ kind: 'goes', to: 'a', by: 'move', again: true });
    expect(fateOf('a', [plan({ a: { kind: 'begin' } }), plan({ a: move('b') })])).toMatchObject({
      to: 'b',
      again: false,
    });
  });

  it('never take a name every object has for a step', () => {
    expect(fateOf('constructor', [plan({})])).toEqual({ kind: 'stays', changed: false });
  });
});

describe('the version someone walks by', () => {
  it('is the newest, the one before the first that asked them to stay, or the newest again for who has not begun', () => {
    expect(versionFor(1, 4, [])).toBe(4);
    expect(versionFor(1, 4, [3])).toBe(2);
    expect(versionFor(2, 4, [3])).toBe(2);
    expect(versionFor(3, 4, [3])).toBe(4);
    expect(versionFor(1, 9, [7, 3])).toBe(2);
    expect(versionFor(null, 4, [3])).toBe(4);
  });
});

describe('where people stand', () => {
  it('is told by the versions they follow, whether the walk has come to them or not', () => {
    const plans = new Map([
      [1, NO_PLAN],
      [2, plan({ a: move('b') })],
      [3, plan({ b: { kind: 'exit' } })],
    ]);
    const groups = [
      { version: null, step: 'trigger', people: 4 },
      { version: 1, step: 'a', people: 3 },
      { version: 2, step: 'b', people: 2 },
      { version: 3, step: 'c', people: 1 },
    ];
    expect(placed(groups, { live: 2, pins: [], plans })).toEqual({ follow: { trigger: 4, b: 5, c: 1 }, pinned: [] });
    expect(placed(groups, { live: 3, pins: [3], plans })).toEqual({
      follow: { trigger: 4, c: 1 },
      pinned: [{ version: 2, step: 'b', people: 5 }],
    });
    expect(placed(groups, { live: 3, pins: [], plans })).toEqual({ follow: { trigger: 4, c: 1 }, pinned: [] });
  });
});
