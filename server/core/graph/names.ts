import { type Graph } from './model.ts';

/** What a drawing speaks of by name, whichever step, filter or trigger does. */
export interface Names {
  templates: string[];
  segments: string[];
  lists: string[];
  /** Keys. */
  attributes: string[];
  senders: string[];
}

/** Everything a drawing names, each once, in the order met. Names inside the rules of segments are not followed. */
export function namesIn(graph: Pick<Graph, 'triggers' | 'settings' | 'steps'>): Names {
  const found = emptyNames();
  collect(graph.triggers, found);
  collect(graph.settings, found);
  collect(graph.steps, found);
  const { reentry } = graph.settings;
  if (reentry !== 'never' && 'key' in reentry) found.attributes.push(reentry.key);
  return {
    templates: [...new Set(found.templates)],
    segments: [...new Set(found.segments)],
    lists: [...new Set(found.lists)],
    attributes: [...new Set(found.attributes)],
    senders: [...new Set(found.senders)],
  };
}

/** The same for anything that holds filters: a segment's rule. */
export function namesInRule(rule: unknown): Pick<Names, 'segments' | 'lists' | 'attributes'> {
  const found = emptyNames();
  collect(rule, found);
  return found;
}

const SHELVES: Readonly<Record<string, keyof Names>> = {
  template: 'templates',
  segment: 'segments',
  list: 'lists',
  attribute: 'attributes',
  sender: 'senders',
};

/** A name always stands under the key of its kind: in filters, triggers and step settings alike. */
function collect(value: unknown, found: Names): void {
  if (Array.isArray(value)) for (const one of value) collect(one, found);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const shelf = Object.hasOwn(SHELVES, key) ? SHELVES[key] : undefined;
    if (shelf && typeof inner === 'string') {
      if (inner !== '') found[shelf].push(inner);
    } else if (key === 'zone' && inner === 'contact') found.attributes.push('timezone');
    else collect(inner, found);
  }
}

function emptyNames(): Names {
  return { templates: [], segments: [], lists: [], attributes: [], senders: [] };
}
