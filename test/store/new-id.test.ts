import { describe, expect, it } from 'vitest';
import { newId } from '#store/new-id.ts';

describe('ids', () => {
  it('of one millisecond sort as they were made, past the counter of 4,096 too', () => {
    const made = Array.from({ length: 10_000 }, () => newId(1_800_000_000_000));
    expect(made.toSorted()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('sort by time, whatever was made before', () => {
    const later = newId(1_800_000_000_500);
    const earlier = newId(1_800_000_000_400);
    expect(earlier < later).toBe(true);
  });
});
