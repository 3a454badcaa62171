import { type Graph, TRIGGER } from './model.ts';

/** An id no step of the drawing has: `send-email`, then `send-email-2`, `send-email-3` … */
export function freshStepId(graph: Graph, type: string): string {
  const taken = new Set([TRIGGER, ...graph.steps.map((step) => step.id)]);
  if (!taken.has(type)) return type;
  for (let n = 2; ; n++) if (!taken.has(`${type}-${n}`)) return `${type}-${n}`;
}
