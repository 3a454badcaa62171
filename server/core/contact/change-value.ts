import { isMissing } from '../segment/attribute-test.ts';
import type { AttributeDefinition, AttributeValue } from '../segment/fields.ts';

/** What a journey does to one attribute. Whatever the value is when it is written, it is that value that changes. */
export type AttributeChange =
  | { action: 'set'; value: AttributeValue }
  /** By a negative number: decrease. */
  | { action: 'increase'; by: number }
  | { action: 'add' | 'remove'; choice: string };

/** The largest number an attribute may be counted up to: beyond it, one more would make no difference. */
const LARGEST = Number.MAX_SAFE_INTEGER;

/**
 * The value after a change; null for none. A missing number counts from 0; a number that would grow beyond what can be
 * counted stays. A stored value of another type (the attribute's type was changed) counts as missing.
 */
export function changedValue(current: AttributeValue, change: AttributeChange): AttributeValue {
  switch (change.action) {
    case 'set':
      return isMissing(change.value) ? null : change.value;
    case 'increase': {
      const sum = rounded((typeof current === 'number' ? current : 0) + change.by);
      return Math.abs(sum) <= LARGEST ? sum : current;
    }
    case 'add': {
      const had = Array.isArray(current) ? current : [];
      return had.some((one) => same(one, change.choice)) ? had : [...had, change.choice];
    }
    case 'remove': {
      if (!Array.isArray(current)) return null;
      const left = current.filter((one) => !same(one, change.choice));
      return left.length === 0 ? null : left;
    }
    default:
      return change satisfies never;
  }
}

/** Whether two values of an attribute are the same. No value and an empty one are. */
export function sameValue(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (isMissing(a) || isMissing(b)) return isMissing(a) && isMissing(b);
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

/** The choice as the attribute declares it; null when it has no such choice. */
export function knownChoice({ choices }: AttributeDefinition, given: string): string | null {
  return choices.find((one) => same(one, given)) ?? null;
}

function same(a: string, b: string): boolean {
  return a.trim().toLowerCase() === b.trim().toLowerCase();
}

/** 0.1 + 0.2 is 0.3 to whoever reads it. */
function rounded(sum: number): number {
  return Math.abs(sum) < 1e9 ? Math.round(sum * 1e6) / 1e6 : sum;
}
