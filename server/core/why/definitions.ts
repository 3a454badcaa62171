import { identityAttributes } from '../contact/identity.ts';
import type { Filter } from '../segment/ast.ts';
import type { AttributeDefinition, Vocabulary } from '../segment/fields.ts';

/** What rules may name, now and before each change, so that a rule means what it meant. */
export interface Definitions {
  now: readonly Definition[];
  /** Each with the moment until which it was so; `until` is epoch milliseconds. */
  former: readonly (Definition & { until: number })[];
}

export type Definition =
  | { kind: 'attribute'; key: string; definition: AttributeDefinition }
  /** `key` is the id. */
  | { kind: 'list'; key: string; name: string }
  | { kind: 'segment'; key: string; name: string; filter: Filter | null };

/**
 * The vocabulary of a moment, and the names lists and segments had, by id. What was deleted since is there; what was
 * made since is there too, and no rule of the time can name it.
 */
export function definitionsAt(
  { now, former }: Definitions,
  moment: number,
): { vocabulary: Vocabulary; names: ReadonlyMap<string, string> } {
  const then = new Map(now.map((one) => [`${one.kind}:${one.key}`, one]));
  // The latest first, so that the earliest change after the moment has the last word.
  for (const one of former.toSorted((a, b) => b.until - a.until))
    if (one.until > moment) then.set(`${one.kind}:${one.key}`, one);
  const attributes = new Map<string, AttributeDefinition>(identityAttributes.map((one) => [one.key, one]));
  const lists = new Set<string>();
  const segments = new Map<string, Filter | null>();
  const names = new Map<string, string>();
  for (const one of then.values()) {
    if (one.kind === 'attribute') attributes.set(one.key, one.definition);
    else {
      names.set(one.key, one.name);
      if (one.kind === 'list') lists.add(one.name);
      else segments.set(one.name, one.filter);
    }
  }
  return { vocabulary: { attributes, lists, segments }, names };
}
