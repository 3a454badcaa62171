import type { Finding } from '../finding.ts';
import { type Graph, type StepNode, TRIGGER } from './model.ts';
import {
  circles,
  edgeFrom,
  jumpTarget,
  nameOf,
  outletsFrom,
  outletsOf,
  reachable,
  stepOf,
  successors,
} from './traverse.ts';

/** Problems of the drawing itself, whatever its steps do: loose ends, circles, ids and names. */
export function checkShape(graph: Graph): Finding[] {
  return [
    ...checkIds(graph),
    ...checkEdges(graph),
    ...checkEntry(graph),
    ...checkPaths(graph),
    ...checkCircles(graph),
    ...checkJumps(graph),
  ];
}

function checkIds({ steps }: Graph): Finding[] {
  const found: Finding[] = [];
  const ids = new Set<string>([TRIGGER]);
  const names = new Map<string, string>();
  for (const { id, name, type } of steps) {
    if (ids.has(id)) found.push(error('graph.duplicate-id', `Two steps have the id “${id}”.`, id));
    ids.add(id);
    const shown = name.trim().toLowerCase();
    const before = names.get(shown);
    // Ends and go-tos are rarely told apart by name; emails and waits are, in results and in conditions.
    if (before !== undefined && shown !== '' && type !== 'end' && type !== 'go-to') {
      const message = `Another step is called “${name}” too; results are easier to read with different names.`;
      found.push({ severity: 'hint', code: 'graph.duplicate-name', message, step: id, field: 'name' });
    }
    names.set(shown, id);
  }
  return found;
}

function checkEdges(graph: Graph): Finding[] {
  const found: Finding[] = [];
  const seen = new Set<string>();
  for (const { from, outlet, to } of graph.edges) {
    const source = from === TRIGGER || stepOf(graph, from) !== null;
    if (!source)
      found.push(error('graph.dangling-edge', `An edge comes from “${from}”, but there is no such step.`, from));
    if (!stepOf(graph, to))
      found.push(
        error('graph.dangling-edge', `An edge from “${from}” leads to “${to}”, but there is no such step.`, from),
      );
    if (seen.has(`${from}\n${outlet}`))
      found.push(error('graph.two-edges', `Two edges leave the outlet “${outlet}” of “${from}”; keep one.`, from));
    seen.add(`${from}\n${outlet}`);
    const outlets = outletsFrom(graph, from);
    const known = outlets.some(({ id }) => id === outlet);
    const step = stepOf(graph, from);
    const judged = from === TRIGGER || (step !== null && (outlets.length > 0 || isTerminal(step)));
    if (source && judged && !known)
      found.push(error('graph.unknown-outlet', `“${from}” has no outlet “${outlet}”.`, from));
  }
  return found;
}

function isTerminal({ type }: StepNode): boolean {
  return type === 'end' || type === 'go-to';
}

function checkEntry(graph: Graph): Finding[] {
  if (graph.steps.length === 0)
    return [{ severity: 'error', code: 'graph.no-steps', message: 'Drag a step under the trigger to begin.' }];
  if (graph.edges.some(({ from }) => from === TRIGGER)) return [];
  return [{ severity: 'error', code: 'graph.no-first-step', message: 'Connect the trigger to the first step.' }];
}

/** Steps nobody gets to, and outlets that lead nowhere. */
function checkPaths(graph: Graph): Finding[] {
  const reached = reachable(successors(graph), TRIGGER);
  return graph.steps.flatMap((step): Finding[] => {
    if (!reached.has(step.id)) {
      const message = 'No contact can get here: connect it or remove it.';
      return [{ severity: 'warning', code: 'graph.unreachable', message, step: step.id }];
    }
    return outletsOf(step)
      .filter(({ id }) => !edgeFrom(graph, step.id, id))
      .map(({ id, label }) => ({
        severity: 'warning',
        code: 'graph.dead-path',
        message: `“${label}” leads nowhere: contacts who take it complete the journey here. Connect it, or add an End.`,
        step: step.id,
        field: `outlets.${id}`,
      }));
  });
}

const waits = new Set(['wait-for-time', 'wait-for-event', 'non-delivery-case']);

/**
 * Circles. Drawn with edges they are never meant: a contact is stopped the second time round. A go-to may close one, and with repeats
 * there must be a wait on the way, or all the rounds happen in one instant.
 */
function checkCircles(graph: Graph): Finding[] {
  const edges = new Map<string, string[]>([
    [TRIGGER, []],
    ...graph.steps.map(({ id }) => [id, [] as string[]] as const),
  ]);
  for (const { from, to } of graph.edges) if (edges.has(to)) edges.get(from)?.push(to);
  const drawn = circles(edges).map((circle): Finding => {
    const name = nameOf(graph, circle[0]!);
    if (!circle.some((id) => waits.has(stepOf(graph, id)?.type ?? ''))) {
      const message = `The steps from “${name}” on lead back to it with no wait between. Break the circle.`;
      return error('graph.cycle-without-wait', message, circle[0]!);
    }
    const message = `The steps from “${name}” on lead back to it; contacts are stopped the second time. Use a Go to with repeats to loop.`;
    return { severity: 'warning', code: 'graph.cycle', message, step: circle[0]! };
  });
  return [...drawn, ...checkHotLoops(graph, edges)];
}

/** Go-tos with repeats whose target leads back to them without a wait on some way. */
function checkHotLoops(graph: Graph, edges: ReadonlyMap<string, readonly string[]>): Finding[] {
  const moving = new Map<string, readonly string[]>();
  for (const [id, targets] of edges) {
    const step = stepOf(graph, id);
    const jump = step ? jumpTarget(step) : null;
    if (!step || !holds(step)) moving.set(id, jump === null ? targets : [...targets, jump]);
  }
  return graph.steps.flatMap((step) => {
    const target = jumpTarget(step);
    const repeats = step.config['repeats'];
    if (target === null || typeof repeats !== 'number' || repeats === 0) return [];
    if (!reachable(moving, step.id).has(step.id)) return [];
    const message = `“${nameOf(graph, step.id)}” repeats with no wait on the way round, so all repeats would happen at once. Add a wait.`;
    return [error('graph.cycle-without-wait', message, step.id)];
  });
}

/** Whether a step keeps a contact waiting each time round: a date that has passed does so only once. */
function holds({ type, config }: StepNode): boolean {
  return type === 'wait-for-event' || (type === 'wait-for-time' && config['mode'] === 'duration');
}

/** A go-to back to where everyone on it has been is refused each time, unless it may repeat. */
function checkJumps(graph: Graph): Finding[] {
  const next = successors(graph);
  return graph.steps.flatMap((step): Finding[] => {
    const target = jumpTarget(step);
    if (target === null || !stepOf(graph, target) || (step.config['repeats'] ?? 0) !== 0) return [];
    const ahead = reachable(next, target).has(step.id);
    if (!ahead) return [];
    const message = `Contacts who were at “${nameOf(graph, target)}” before end here with “loop prevented”. Allow repeats to let them go round.`;
    return [{ severity: 'hint', code: 'go-to.refused', message, step: step.id, field: 'repeats' }];
  });
}

function error(code: string, message: string, step: string): Finding {
  return { severity: 'error', code, message, step };
}
