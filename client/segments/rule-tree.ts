import type {
  AttributeCondition,
  DeliveryCondition,
  EngagementCondition,
  Filter,
} from '../../server/core/segment/ast.ts';

/** One test, as it stands in a rule. */
export type Test =
  | AttributeCondition
  | EngagementCondition
  | DeliveryCondition
  | { segment: string }
  | { list: string };

export interface TestNode {
  kind: 'test';
  id: string;
  not: boolean;
  test: Test;
}

export interface GroupNode {
  kind: 'group';
  id: string;
  /** True turns the whole group round: none of what it says. */
  not: boolean;
  join: 'all' | 'any';
  items: RuleNode[];
}

/** A filter as the builder holds it: every part has an id, so that editing one never moves the cursor of another. */
export type RuleNode = TestNode | GroupNode;

let made = 0;

/** Ids only tell nodes of one page apart; they are never stored. */
export function nodeId(): string {
  made += 1;
  return `r${made}`;
}

/** The builder's tree of a filter; its root is always a group. */
export function treeOf(filter: Filter): GroupNode {
  const node = nodeOf(filter, false);
  return node.kind === 'group' ? node : { kind: 'group', id: nodeId(), not: false, join: 'all', items: [node] };
}

function nodeOf(filter: Filter, not: boolean): RuleNode {
  if ('not' in filter) return nodeOf(filter.not, !not);
  if ('all' in filter || 'any' in filter) {
    const [join, parts] = 'all' in filter ? (['all', filter.all] as const) : (['any', filter.any] as const);
    return { kind: 'group', id: nodeId(), not, join, items: parts.map((part) => nodeOf(part, false)) };
  }
  // "Has not clicked" reads better than "not: has clicked".
  if ('engaged' in filter)
    return { kind: 'test', id: nodeId(), not: false, test: { ...filter, did: filter.did !== not } };
  return { kind: 'test', id: nodeId(), not, test: filter };
}

/**
 * The filter of a tree: the inverse of `treeOf`. A group of one is that one. A group without rules below the root is
 * left out, since nobody meant it to say "everyone"; null when nothing is left at all.
 */
export function filterOf(root: GroupNode): Filter | null {
  return fromNode(root);
}

function fromNode(node: RuleNode): Filter | null {
  if (node.kind === 'test') return node.not ? { not: node.test } : node.test;
  const parts = node.items.flatMap((item) => {
    const part = fromNode(item);
    return part ? [part] : [];
  });
  if (parts.length === 0) return null;
  const inner: Filter = parts.length === 1 ? parts[0]! : node.join === 'all' ? { all: parts } : { any: parts };
  return node.not ? negated(inner) : inner;
}

function negated(filter: Filter): Filter {
  if ('not' in filter) return filter.not;
  return 'engaged' in filter ? { ...filter, did: !filter.did } : { not: filter };
}

/** The tree with the node of this id replaced, or with null removed. */
export function withNode(root: GroupNode, id: string, next: RuleNode | null): GroupNode {
  const items = root.items.flatMap((item): RuleNode[] => {
    if (item.id === id) return next ? [next] : [];
    return [item.kind === 'group' ? withNode(item, id, next) : item];
  });
  return { ...root, items };
}

/** How many tests there are. */
export function countTests(node: RuleNode): number {
  return node.kind === 'test' ? 1 : node.items.reduce((sum, item) => sum + countTests(item), 0);
}
