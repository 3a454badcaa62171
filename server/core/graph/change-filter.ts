import { Failure } from '../failure.ts';
import type { Filter } from '../segment/ast.ts';
import { branch, OTHERWISE } from '../steps/branch.ts';
import { insertStep, removeStep, setConfig } from './change-steps.ts';
import { end } from '../steps/end.ts';
import { freshStepId } from './fresh-id.ts';
import { versionOf } from './lift.ts';
import type { Graph, StepNode, Trigger } from './model.ts';
import { edgeFrom, stepOf } from './traverse.ts';

/** Where a filter may be dropped. */
export type FilterPlace =
  | { at: 'plus'; from: string; outlet: string }
  | { at: 'trigger' }
  | { at: 'step'; step: string }
  | { at: 'header' };

/** Where a filter is held. `index`: among the parts of the audience, or among the exit criteria. */
export type FilterHolder =
  | { at: 'trigger'; index: number }
  | { at: 'guard'; step: string }
  | { at: 'path'; step: string; path: string }
  | { at: 'wait'; step: string }
  | { at: 'exit'; index: number };

/** The audience as the chips on the trigger show it: whichever way a contact comes in, all of these must match. */
export function audienceParts(graph: Graph): readonly Filter[] {
  const [first, ...others] = graph.triggers;
  if (!first) return [];
  return triggerParts(first).filter((part) =>
    others.every((other) => triggerParts(other).some((one) => isSame(one, part))),
  );
}

/** What only this way in asks besides. */
export function ownParts(graph: Graph, trigger: Trigger): readonly Filter[] {
  const shared = audienceParts(graph);
  return triggerParts(trigger).filter((part) => !shared.some((one) => isSame(one, part)));
}

/** A trigger that asks all of these. */
export function withParts(given: Trigger, parts: readonly Filter[]): Trigger {
  const { filter: _, ...trigger } = given;
  if (parts.length === 0) return trigger;
  return { ...trigger, filter: parts.length === 1 ? parts[0]! : { all: [...parts] } };
}

/** The same ways in, with another audience for all of them. What only one of them asks stays. */
export function withAudience(graph: Graph, parts: readonly Filter[]): Graph {
  const ways: readonly Trigger[] = graph.triggers.length > 0 ? graph.triggers : [{ type: 'manual', config: {} }];
  return { ...graph, triggers: ways.map((one) => withParts(one, [...parts, ...ownParts(graph, one)])) };
}

function triggerParts({ filter }: Trigger): readonly Filter[] {
  if (!filter) return [];
  return 'all' in filter ? filter.all : [filter];
}

function isSame(a: Filter, b: Filter): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * On the trigger it narrows the audience; on an edge it becomes a branch, whose "otherwise" goes to a new End; on a branch
 * the next path above "otherwise"; on a wait for event it is waited for; on a send it is a guard; on the header an exit criterion.
 */
export function dropFilter(graph: Graph, filter: Filter, place: FilterPlace): Graph {
  switch (place.at) {
    case 'plus':
      return branchOff(graph, filter, place);
    case 'trigger':
      return withAudience(graph, [...audienceParts(graph), filter]);
    case 'header':
      return { ...graph, settings: { ...graph.settings, exit: [...graph.settings.exit, filter] } };
    case 'step':
      return onStep(graph, filter, place.step);
    default:
      return place satisfies never;
  }
}

/** Takes a filter away. A branch that loses its last path goes with it, and its contacts keep to that path. */
export function takeFilter(graph: Graph, holder: FilterHolder): Graph {
  switch (holder.at) {
    case 'trigger':
      return withAudience(
        graph,
        audienceParts(graph).filter((_, i) => i !== holder.index),
      );
    case 'exit':
      return {
        ...graph,
        settings: { ...graph.settings, exit: graph.settings.exit.filter((_, i) => i !== holder.index) },
      };
    case 'guard': {
      const { guard: _, ...config } = required(graph, holder.step).config;
      return setConfig(graph, holder.step, config);
    }
    case 'wait':
      return setConfig(graph, holder.step, { ...required(graph, holder.step).config, event: { kind: 'filter' } });
    case 'path':
      return withoutPath(graph, holder.step, holder.path);
    default:
      return holder satisfies never;
  }
}

/** From one holder to another place, as one edit. Throws Failure INVALID_INPUT when the holder is empty. */
export function moveFilter(graph: Graph, holder: FilterHolder, place: FilterPlace): Graph {
  const filter = heldFilter(graph, holder);
  if (!filter) throw new Failure('INVALID_INPUT', { holder: holder.at }, 'This filter is not there any more.');
  return takeFilter(dropFilter(graph, filter, place), holder);
}

function heldFilter(graph: Graph, holder: FilterHolder): Filter | null {
  switch (holder.at) {
    case 'trigger':
      return audienceParts(graph)[holder.index] ?? null;
    case 'exit':
      return graph.settings.exit[holder.index] ?? null;
    case 'guard':
      return (required(graph, holder.step).config['guard'] as Filter | undefined) ?? null;
    case 'wait':
      return (required(graph, holder.step).config['event'] as { filter?: Filter } | undefined)?.filter ?? null;
    case 'path':
      return pathsOf(required(graph, holder.step)).find(({ id }) => id === holder.path)?.filter ?? null;
    default:
      return holder satisfies never;
  }
}

function branchOff(graph: Graph, filter: Filter, { from, outlet }: { from: string; outlet: string }): Graph {
  const id = freshStepId(graph, 'branch');
  const paths = [{ id: 'a', label: '', filter }];
  const split = insertStep(
    graph,
    { id, type: 'branch', name: branch.title, ...versionOf(branch), config: { paths } },
    { from, outlet },
  );
  const last: StepNode = {
    id: freshStepId(split, 'end'),
    type: 'end',
    name: 'End',
    ...versionOf(end),
    config: { reason: 'completed' },
  };
  return insertStep(split, last, { from: id, outlet: OTHERWISE });
}

function onStep(graph: Graph, filter: Filter, id: string): Graph {
  const step = required(graph, id);
  switch (step.type) {
    case 'branch': {
      const paths = pathsOf(step);
      return setConfig(graph, id, { ...step.config, paths: [...paths, { id: freshPath(paths), label: '', filter }] });
    }
    case 'wait-for-event':
      return setConfig(graph, id, { ...step.config, event: { kind: 'filter', filter } });
    case 'send-email': {
      const before = step.config['guard'] as Filter | undefined;
      const guard =
        before === undefined ? filter : 'all' in before ? { all: [...before.all, filter] } : { all: [before, filter] };
      return setConfig(graph, id, { ...step.config, guard });
    }
    default:
      throw new Failure('INVALID_INPUT', { step: id }, 'This step takes no filter.');
  }
}

function withoutPath(graph: Graph, id: string, path: string): Graph {
  const step = required(graph, id);
  const paths = pathsOf(step);
  const left = paths.filter((one) => one.id !== path);
  if (left.length === paths.length)
    throw new Failure('INVALID_INPUT', { step: id, path }, 'This path is not there any more.');
  if (left.length > 0) return setConfig(graph, id, { ...step.config, paths: left });
  const otherwise = stepOf(graph, edgeFrom(graph, id, OTHERWISE)?.to ?? '');
  // The first outlet's target takes over; a path that led nowhere leaves that to "otherwise".
  const open = !edgeFrom(graph, id, path);
  const healed = removeStep(open ? setConfig(graph, id, { ...step.config, paths: [] }) : graph, id);
  const orphan = otherwise?.type === 'end' && !healed.edges.some(({ to }) => to === otherwise.id);
  return orphan ? removeStep(healed, otherwise.id) : healed;
}

type Path = { id: string; label: string; filter: Filter };

function pathsOf(step: StepNode): Path[] {
  const parsed = branch.config.safeParse(step.config);
  return parsed.success ? parsed.data.paths : [];
}

/** `a` … `z`, then `a1` …: the first no path has. */
function freshPath(paths: readonly Path[]): string {
  const taken = new Set(paths.map(({ id }) => id));
  for (let n = 0; ; n++) {
    const id = String.fromCodePoint(97 + (n % 26)) + (n < 26 ? '' : String(Math.floor(n / 26)));
    if (!taken.has(id)) return id;
  }
}

function required(graph: Graph, id: string): StepNode {
  const step = stepOf(graph, id);
  if (!step) throw new Failure('INVALID_INPUT', { step: id }, 'This step is not in the journey any more.');
  return step;
}
