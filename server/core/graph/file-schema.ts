import { z } from 'zod';
import { steps } from '../steps/registry.ts';
import { graph, stepNode } from './model.ts';

/**
 * JSON Schema (2020-12) of a journey file. Steps are told apart by `type`, each with its own `config`, straight from
 * the registry, so a new step type is in it by itself.
 */
export function journeyFileSchema(): Record<string, unknown> {
  const [first, ...rest] = Object.values(steps).map((type) =>
    stepNode
      .extend({ type: z.literal(type.type), version: writtenBy(type.version), config: type.config })
      .describe(`${type.title}: ${type.help}`),
  );
  if (!first) throw new Error('There are no step types.');
  const file = graph.extend({ steps: z.array(z.discriminatedUnion('type', [first, ...rest])).max(2000) });
  return { title: 'A Stepwell journey file', ...z.toJSONSchema(file, { io: 'input' }) };
}

/** Settings as this schema has them are of the type's newest version, which past the first has to be said. */
function writtenBy(version: number) {
  return version > 1 ? z.literal(version) : z.literal(1).optional();
}
