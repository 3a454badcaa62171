import type { SplitPath } from '../../../server/core/steps/split.ts';

/** An outlet id no path has: a, b, c … */
export function freeSplitId(paths: readonly SplitPath[]): string {
  const taken = new Set(paths.map((path) => path.id));
  for (let i = 0; ; i++) {
    const id = i < 26 ? String.fromCharCode(97 + i) : `p${i}`;
    if (!taken.has(id)) return id;
  }
}

/** The same paths with equal shares, in tenths of a percent; what does not divide goes to the first ones. */
export function evenly(paths: readonly SplitPath[]): SplitPath[] {
  const each = Math.floor(1000 / paths.length);
  const over = 1000 - each * paths.length;
  return paths.map((path, i) => ({ ...path, weight: (each + (i < over ? 1 : 0)) / 10 }));
}
