import { type Graph, TRIGGER } from '../graph/model.ts';
import { outletsFrom, reachable, stepOf, successors } from '../graph/traverse.ts';
import type { Why } from './answer.ts';
import { explainLeft, explainLeftTrigger } from './explain-left.ts';
import { explainStanding } from './explain-standing.ts';
import { type Dossier, type LeftStep, inOrder, versionAt } from './replay.ts';

/**
 * Why a contact never came to a step: the last place from which it could still be reached and the way they took
 * instead, or that they have not come so far yet.
 */
export function explainMissed(dossier: Dossier, target: string, now: number): Why {
  const { journey, enrollment } = dossier;
  const name = nameOf(journey.versions.at(-1)?.graph, target);
  const fork = forkOf(dossier, target);
  if (fork) {
    const why = explainLeft(dossier, fork);
    const graph = graphAt(dossier, fork.leftAt);
    const others = waysTo(graph, fork.step, target).map(({ label }) => `“${label}”`);
    const instead = others.length > 0 ? ` Only ${others.join(' or ')} leads there.` : '';
    const place = why.step?.name || fork.step;
    return {
      ...why,
      about: 'not-reached',
      sentence: `They never came to “${name}”. At “${place}”: ${why.sentence}${instead}`,
    };
  }
  if (enrollment.exitReason !== null) {
    const last = inOrder(dossier, enrollment.visits).at(-1);
    const why = enrollment.step === TRIGGER || !last ? explainLeftTrigger(dossier) : explainLeft(dossier, last);
    const added = graphHad(dossier, enrollment.exitedAt ?? now, target) ? '' : ' The step was not in the journey then.';
    return { ...why, about: 'not-reached', sentence: `They never came to “${name}”. ${why.sentence}${added}` };
  }
  const why = explainStanding(dossier, now);
  const ahead = reachableFrom(graphAt(dossier, now), enrollment.step).has(target);
  const lead = ahead
    ? `They have not come to “${name}” yet.`
    : `They never came to “${name}”, and cannot from where they stand.`;
  return { ...why, about: 'not-reached', sentence: `${lead} ${why.sentence}` };
}

/** The last step left from which the target could be reached, if not by the outlet taken. */
function forkOf(dossier: Dossier, target: string): LeftStep | null {
  let fork: LeftStep | null = null;
  for (const left of inOrder(dossier, dossier.enrollment.visits)) {
    const graph = graphAt(dossier, left.leftAt);
    if (!reachableFrom(graph, left.step).has(target)) continue;
    const onward = graph?.edges.find(({ from, outlet }) => from === left.step && outlet === left.outlet)?.to;
    const jumped = left.outlet === 'jump';
    if (!jumped && (onward === undefined || (onward !== target && !reachableFrom(graph, onward).has(target))))
      fork = left;
  }
  return fork;
}

function waysTo(graph: Graph | undefined, step: string, target: string) {
  if (!graph) return [];
  return outletsFrom(graph, step).filter(({ id }) => {
    const to = graph.edges.find(({ from, outlet }) => from === step && outlet === id)?.to;
    return to !== undefined && (to === target || reachableFrom(graph, to).has(target));
  });
}

function reachableFrom(graph: Graph | undefined, step: string): Set<string> {
  return graph ? reachable(successors(graph), step) : new Set();
}

function graphAt(dossier: Dossier, at: number): Graph | undefined {
  return versionAt(dossier, at)?.graph;
}

function graphHad(dossier: Dossier, at: number, step: string): boolean {
  return graphAt(dossier, at)?.steps.some(({ id }) => id === step) ?? false;
}

function nameOf(graph: Graph | undefined, step: string): string {
  return (graph && stepOf(graph, step)?.name) || step;
}
