import { stepType } from '../steps/registry.ts';
import type { StepType } from '../steps/step.ts';
import type { Graph, StepNode } from './model.ts';

export type StepTypes = (type: string) => StepType | null;

/**
 * A step with its settings as this Stepwell writes them: those of an older version of its type are upgraded, one version
 * at a time left to the type's own `upgrade`. A step without a version was written by the first. What is newer than we
 * are, or of no known type, stays as it is: nobody here can say what it means. Throws what `upgrade` throws.
 */
export function lift(node: StepNode, types: StepTypes = stepType): StepNode {
  const type = types(node.type);
  const from = node.version ?? 1;
  if (!type || from >= type.version) return node;
  return { ...node, version: type.version, config: type.upgrade?.(node.config, from) ?? node.config };
}

/** Every step of a graph lifted; the graph itself when all were current. One whose upgrade throws is left for `prepare` to refuse. */
export function liftGraph(graph: Graph, types: StepTypes = stepType): Graph {
  let lifted = false;
  const steps = graph.steps.map((node) => {
    try {
      const now = lift(node, types);
      lifted ||= now !== node;
      return now;
    } catch {
      return node;
    }
  });
  return lifted ? { ...graph, steps } : graph;
}

/** `version` as a new step of this type carries it; nothing while the type is at its first. */
export function versionOf(type: StepType): Pick<StepNode, 'version'> {
  return type.version > 1 ? { version: type.version } : {};
}
