import { z } from 'zod';
import { steps } from '../steps/registry.ts';
import { triggers } from '../triggers/registry.ts';
import { graph, stepNode, trigger } from './model.ts';

/**
 * JSON Schema (2020-12) of a journey file. Steps and triggers are told apart by `type`, each with its own `config`,
 * straight from the registries, so a new type is in it by itself.
 */
export function journeyFileSchema(): Record<string, unknown> {
  const [first, ...rest] = Object.values(steps).map((type) =>
    stepNode
      .extend({ type: z.literal(type.type), version: writtenBy(type.version), config: type.config })
      .describe(`${type.title}: ${type.help}`),
  );
  const [way, ...ways] = Object.values(triggers).map((type) =>
    trigger
      .extend({ type: z.literal(type.type), config: optional(type.config) })
      .describe(`${type.title}: ${type.help}`),
  );
  if (!first || !way) throw new Error('There are no step types, or no triggers.');
  const file = graph.extend({
    triggers: z.array(z.discriminatedUnion('type', [way, ...ways])).max(10),
    steps: z.array(z.discriminatedUnion('type', [first, ...rest])).max(2000),
  });
  return { title: 'A Stepwell journey file', ...z.toJSONSchema(file, { io: 'input' }) };
}

/** Settings as this schema has them are of the type's newest version, which past the first has to be said. */
function writtenBy(version: number) {
  return version > 1 ? z.literal(version) : z.literal(1).optional();
}

/** A config that may be left out where nothing in it has to be given. */
function optional(config: z.ZodType): z.ZodType {
  return config.safeParse({}).success ? config.prefault({}) : config;
}
