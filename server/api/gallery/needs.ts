import type { Catalog } from '#core/graph/catalog.ts';
import { type Names, namesIn, namesInRule } from '#core/graph/names.ts';
import type { TemplateFolder } from '../templates/read-folder.ts';
import type { ReadyJourney, ReadySegment } from './read.ts';

/** What a ready journey needs of an installation; of each, what is not there. */
export interface Needs {
  needed: Names;
  missing: Names;
}

/**
 * Everything a ready journey speaks of, its segments' rules and its templates' merge fields included, set against what
 * exists. A template that was never published counts as there: it is somebody's draft, and theirs to finish.
 */
export function needsOf(
  journey: ReadyJourney,
  {
    segments,
    templates,
    catalog,
  }: { segments: readonly ReadySegment[]; templates: ReadonlyMap<string, TemplateFolder>; catalog: Catalog },
): Needs {
  const needed = namesIn(journey.graph);
  const rules = new Map(segments.map((one) => [one.name, one.filter]));
  for (let i = 0; i < needed.segments.length; i++) {
    const inner = namesInRule(rules.get(needed.segments[i]!));
    for (const kind of ['segments', 'lists', 'attributes'] as const) needed[kind] = joined(needed[kind], inner[kind]);
  }
  for (const name of needed.templates) {
    const { mjml = '', subject = '' } = templates.get(name)?.draft ?? {};
    const fields = [...`${subject} ${mjml}`.matchAll(/\bcontact\.([a-z][a-z0-9_]*)/g)].map((match) => match[1]!);
    needed.attributes = joined(needed.attributes, fields);
  }
  const there: Record<keyof Names, Set<string>> = {
    templates: new Set(catalog.templates.map((one) => one.name)),
    segments: new Set(catalog.segments.map((one) => one.name)),
    lists: new Set(catalog.lists),
    attributes: new Set(catalog.attributes.map((one) => one.key)),
    senders: new Set(catalog.senders.map((one) => one.name)),
  };
  const missing = (kind: keyof Names) => needed[kind].filter((name) => !there[kind].has(name));
  return {
    needed,
    missing: {
      templates: missing('templates'),
      segments: missing('segments'),
      lists: missing('lists'),
      attributes: missing('attributes'),
      senders: missing('senders'),
    },
  };
}

const joined = (one: string[], other: readonly string[]) => [...new Set([...one, ...other])];
