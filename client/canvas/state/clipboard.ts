import { z } from 'zod';
import { type Edge, type StepNode, edge, stepNode } from '../../../server/core/graph/model.ts';

const copied = z.strictObject({
  stepwell: z.literal('steps'),
  steps: z.array(stepNode).min(1).max(200),
  edges: z.array(edge).max(600),
});

/** Steps as JSON for the clipboard: readable, and pasted into another journey or installation as well. */
export function writeSteps(steps: readonly StepNode[], edges: readonly Edge[]): string {
  return JSON.stringify({ stepwell: 'steps', steps, edges }, null, 2);
}

/** Steps from the clipboard; null when it holds anything else. */
export function readSteps(text: string): { steps: StepNode[]; edges: Edge[] } | null {
  try {
    const parsed = copied.safeParse(JSON.parse(text));
    return parsed.success ? { steps: parsed.data.steps, edges: parsed.data.edges } : null;
  } catch {
    return null;
  }
}
