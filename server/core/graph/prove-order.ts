import { type Graph, TRIGGER } from './model.ts';
import { jumpTarget } from './traverse.ts';

/** Steps in an order in which, circles apart, each comes after all that lead to it. */
export function orderOf(graph: Graph, next: ReadonlyMap<string, { to: string }[]>): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const steps = new Map(graph.steps.map((step) => [step.id, step]));
  const ahead = (id: string) => {
    const step = steps.get(id);
    const jump = step ? jumpTarget(step) : null;
    return [...(next.get(id) ?? []).map(({ to }) => to), ...(jump !== null && steps.has(jump) ? [jump] : [])];
  };
  // By hand: a drawing may be deeper than the stack.
  const stack: { id: string; left: string[] }[] = [{ id: TRIGGER, left: ahead(TRIGGER) }];
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const to = top.left.pop();
    if (to === undefined) {
      if (top.id !== TRIGGER) order.push(top.id);
      stack.pop();
    } else if (!seen.has(to)) {
      seen.add(to);
      stack.push({ id: to, left: ahead(to) });
    }
  }
  return order.reverse();
}
