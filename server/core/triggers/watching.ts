import type { Graph } from '../graph/model.ts';
import { segmentNames } from '../segment/names.ts';
import { stepType } from '../steps/registry.ts';
import { triggerType } from './registry.ts';
import type { Watched } from './trigger.ts';

/** A trigger of a graph that happens by itself, with what tells it from others: its type and config, not its audience. */
export interface WatchedTrigger extends Watched {
  type: string;
  identity: { type: string; config: unknown; zone?: string };
  /** Its place among the graph's triggers. */
  index: number;
}

/** The triggers of a graph that something has to be watched for. One that cannot be read is left out. */
export function watchedTriggers(graph: Graph): WatchedTrigger[] {
  return graph.triggers.flatMap(({ type, config }, index) => {
    const known = triggerType(type);
    const parsed = known?.config.safeParse(config);
    if (!known?.watches || !parsed?.success) return [];
    const watched = known.watches(parsed.data);
    // A date in another zone is another time.
    const zone = watched.kind === 'date' ? { zone: graph.settings.timezone } : {};
    return [{ ...watched, type, index, identity: { type, config: parsed.data, ...zone } }];
  });
}

/** The segments a graph has to hear of, by name: those it lets in by, and those that waits and exit criteria listen for. */
export function watchedSegments(graph: Graph): { enters: Set<string>; listens: Set<string> } {
  const waits = graph.steps.flatMap(({ type, config }) => {
    if (type !== 'wait-for-event') return [];
    const known = stepType(type);
    const parsed = known?.config.safeParse(config);
    return known && parsed?.success ? (known.filters?.(parsed.data) ?? []) : [];
  });
  return {
    enters: new Set(watchedTriggers(graph).flatMap(({ kind, name }) => (kind === 'segment' ? [name] : []))),
    listens: new Set([...waits, ...graph.settings.exit].flatMap(segmentNames)),
  };
}
