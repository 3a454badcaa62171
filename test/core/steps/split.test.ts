import { describe, expect, it } from 'vitest';
import { chanceOf } from '#core/chance.ts';
import { uuidv7 } from '#core/id.ts';
import { checkGraph } from '#core/graph/check.ts';
import { applyChange } from '#core/graph/change.ts';
import { prepare } from '#core/graph/prepare.ts';
import { advance } from '#core/run/advance.ts';
import type { SplitPath } from '#core/steps/split.ts';
import { atStart, contact, JOURNEY, journey, NOW, vocabulary } from '../support.ts';
import { world } from './support.ts';

type Weights = Record<string, number>;
const pathsOf = (weights: Weights): SplitPath[] =>
  Object.entries(weights).map(([id, weight]) => ({ id, label: '', weight }));

/** Ids as they really are: made one after the other, so that they differ in few digits. */
function ids(n: number, from = 0): string[] {
  const random = new Uint8Array(10);
  return Array.from({ length: n }, (_, i) => {
    const at = from + i;
    random[9] = at & 0xff;
    random[8] = (at >> 8) & 0xff;
    random[5] = (at >> 16) & 0xff;
    return uuidv7(NOW + Math.floor(at / 50), random);
  });
}

/** Which path each contact takes through a split, by the interpreter itself. */
function taken(weights: Weights, who: readonly string[], { step = 'split', journeyId = JOURNEY } = {}): string[] {
  const next = Object.fromEntries(Object.keys(weights).map((id) => [id, 'z']));
  const prepared = prepare(journey({ [step]: ['split', { paths: pathsOf(weights) }, next], z: ['end', {}] }));
  const shared = { prepared, facts: contact(), vocabulary, now: NOW, contactZone: null };
  return who.map((contactId) => {
    const standing = atStart({ contactId, journeyId });
    return advance({ ...shared, standing, wake: { kind: 'start' } }).visits[0]!.outlet;
  });
}

const count = (all: readonly string[], one: string) => all.filter((other) => other === one).length;

/** Pearson's chi-square of observed counts against expected ones. */
const chiSquare = (pairs: readonly [observed: number, expected: number][]) =>
  pairs.reduce((sum, [seen, wanted]) => sum + (seen - wanted) ** 2 / wanted, 0);

const who = ids(100_000);
const PINNED = [0.24668602057535233, 0.9100350333644727, 0.42027333359604707];

describe('a split', () => {
  it.each<[Weights, number]>([
    // The 99.9 % points of chi-square with one less degree of freedom than paths.
    [{ a: 50, b: 50 }, 10.83],
    [{ a: 90, b: 10 }, 10.83],
    [{ a: 99.9, b: 0.1 }, 10.83],
    [{ a: 20, b: 30, c: 50 }, 13.82],
    [{ a: 10, b: 10, c: 10, d: 10, e: 10, f: 10, g: 10, h: 10, i: 10, j: 10 }, 27.88],
  ])('gives %j their shares of 100,000 contacts', (weights, limit) => {
    const all = taken(weights, who);
    const total = Object.values(weights).reduce((sum, one) => sum + one, 0);
    const pairs = Object.entries(weights).map(([id, weight]): [number, number] => [
      count(all, id),
      (weight / total) * who.length,
    ]);
    expect(chiSquare(pairs)).toBeLessThan(limit);
  });

  it('takes the same contact the same way each time', () => {
    const some = who.slice(0, 500);
    expect(taken({ a: 40, b: 60 }, some)).toEqual(taken({ a: 40, b: 60 }, some));
  });

  it.each([
    ['of another step', { step: 'second' }],
    ['of another journey', { journeyId: '0199c1c0-0000-7000-8000-0000000000ab' }],
  ])('is independent of the split %s', (_, other) => {
    const weights = { a: 50, b: 50 };
    const [first, second] = [taken(weights, who), taken(weights, who, other)];
    const cells = ['a', 'b'].flatMap((one) => ['a', 'b'].map((two) => [one, two] as const));
    const pairs = cells.map(([one, two]): [number, number] => [
      first.filter((way, i) => way === one && second[i] === two).length,
      who.length / 4,
    ]);
    expect(chiSquare(pairs)).toBeLessThan(16.27);
  });

  it('moves, when weights change, only as many as the change makes necessary, and only to the path that grew', () => {
    const [before, after] = [taken({ a: 50, b: 50 }, who), taken({ a: 60, b: 40 }, who)];
    const moved = before.flatMap((way, i) => (way === after[i] ? [] : [`${way}${after[i]}`]));
    expect(new Set(moved)).toEqual(new Set(['ba']));
    expect(moved.length / who.length).toBeCloseTo(0.1, 2);
  });

  it('takes for a new path its share from every other, and moves nobody among those', () => {
    const [before, after] = [taken({ a: 40, b: 60 }, who), taken({ a: 32, b: 48, c: 20 }, who)];
    const moved = before.flatMap((way, i) => (way === after[i] ? [] : [after[i]]));
    expect(new Set(moved)).toEqual(new Set(['c']));
    expect(moved.length / who.length).toBeCloseTo(0.2, 2);
  });

  it('does not depend on the order or the labels of its paths', () => {
    const some = who.slice(0, 2000);
    expect(taken({ b: 70, a: 30 }, some)).toEqual(taken({ a: 30, b: 70 }, some));
  });

  it('leads someone who comes by again the way they went before, whatever the weights are now', () => {
    const looping = (weights: Weights) =>
      prepare(
        journey({
          split: ['split', { paths: pathsOf(weights) }, { a: 'rest', b: 'rest' }],
          rest: ['wait-for-time', { mode: 'duration', duration: 'P1D' }, { done: 'again' }],
          again: ['go-to', { target: { step: 'split' }, repeats: 3 }],
        }),
      );
    let followed = 0;
    for (const contactId of who.slice(0, 200)) {
      const shared = { facts: contact(), vocabulary, contactZone: null };
      const first = advance({
        ...shared,
        prepared: looping({ a: 100, b: 0 }),
        standing: atStart({ contactId }),
        wake: { kind: 'start' },
        now: NOW,
      });
      expect(first.visits.map((one) => one.outlet)).toEqual(['a']);
      const second = advance({
        ...shared,
        prepared: looping({ a: 0, b: 100 }),
        standing: first.standing,
        wake: { kind: 'due' },
        now: NOW + 2 * 86_400_000,
      });
      if (second.visits.some((one) => one.step === 'split' && one.outlet === 'a')) followed++;
      // Who had not been here takes the path there is now.
      const stranger = advance({
        ...shared,
        prepared: looping({ a: 0, b: 100 }),
        standing: atStart({ contactId }),
        wake: { kind: 'start' },
        now: NOW,
      });
      expect(stranger.visits.map((one) => one.outlet)).toEqual(['b']);
    }
    expect(followed).toBe(200);
  });
});

describe('the drawing of a split', () => {
  const drawn = (weights: Weights, more: Record<string, unknown> = {}) =>
    journey({
      first: ['split', { paths: pathsOf(weights), ...more }, { a: 'x', b: 'y', c: 'z' }],
      x: ['end', {}],
      y: ['end', {}],
      z: ['end', {}],
    });
  const codes = (weights: Weights) =>
    checkGraph(drawn(weights), world)
      .filter(({ step, code }) => step === 'first' && code.startsWith('split.'))
      .map(({ code }) => code);

  it('is wrong with fewer than two paths, shares that do not make 100, and shares finer than a tenth', () => {
    expect(codes({ a: 100 })).toEqual(['split.too-few']);
    expect(codes({ a: 50, b: 40 })).toEqual(['split.sum']);
    expect(codes({ a: 33.33, b: 66.67 })).toEqual(['split.too-fine', 'split.too-fine']);
    expect(codes({ a: 0, b: 100 })).toEqual(['split.empty-path']);
    expect(codes({ a: 33.3, b: 33.3, c: 33.4 })).toEqual([]);
    expect(codes({ a: 0.1, b: 0.2, c: 99.7 })).toEqual([]);
  });

  it('loses the edge of a path that is taken out, and only that one', () => {
    const graph = drawn({ a: 20, b: 30, c: 50 });
    const config = { paths: pathsOf({ a: 50, c: 50 }) };
    const cut = applyChange(graph, { kind: 'set-config', id: 'first', config });
    expect(cut.edges.filter(({ from }) => from === 'first').map(({ outlet }) => outlet)).toEqual(['a', 'c']);
    expect(checkGraph(cut, world).some(({ code, step }) => code === 'graph.unreachable' && step === 'y')).toBe(true);
  });
});

describe('chance', () => {
  it('never changes: contacts would change sides in a running journey', () => {
    expect([chanceOf('a', 'b'), chanceOf('ab'), chanceOf('0199c1c0-0000-7000-8000-000000000001', 'split')]).toEqual(
      PINNED,
    );
  });

  it('lies strictly between 0 and 1 and tells names apart that run together the same', () => {
    for (const id of who.slice(0, 5000)) {
      expect(chanceOf(id)).toBeGreaterThan(0);
      expect(chanceOf(id)).toBeLessThan(1);
    }
    expect(chanceOf('a', 'bc')).not.toBe(chanceOf('ab', 'c'));
  });
});
