import { describe, expect, it } from 'vitest';
import { layers } from '#client/journeys/layers.ts';
import { fork } from './fork.ts';

const drawn = (
  edges: string[],
  steps = [...new Set(edges.flatMap((one) => one.split('>')))].filter((id) => id !== 'trigger'),
) =>
  layers({
    steps: steps.map((id) => ({ id, type: 'branch', name: id, config: {} })),
    edges: edges.map((one, i) => {
      const [from = '', to = ''] = one.split('>');
      return { from, outlet: `o${i}`, to };
    }),
  });

describe('the small picture', () => {
  it('puts each step right of everything before it, and forks apart', () => {
    const places = new Map(layers(fork).map((one) => [one.id, one]));
    for (const { from, to } of fork.edges) expect(places.get(to)!.column).toBeGreaterThan(places.get(from)!.column);
    expect(places.size).toBe(fork.steps.length + 1);
    const seen = [...places.values()].map(({ column, row }) => `${column}/${row}`);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('puts where two ways meet behind the longer one, on the line between them', () => {
    const places = drawn(['trigger>a', 'a>b', 'a>c', 'c>d', 'b>e', 'd>e']);
    const at = (id: string) => places.find((one) => one.id === id)!;
    expect([at('b').row, at('c').row]).toEqual([-0.5, 0.5]);
    expect(at('e').column).toBe(4);
    expect(at('e').row).toBe(0);
  });

  it('ends on a drawing that goes round, and leaves out what nobody reaches', () => {
    const places = drawn(['trigger>a', 'a>b', 'b>a', 'x>y']);
    expect(places.map((one) => one.id).toSorted()).toEqual(['a', 'b', 'trigger']);
  });
});
