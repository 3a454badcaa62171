import type { z } from 'zod';
import type { StepType } from './step.ts';

type Read<Schema extends z.ZodType> = z.ZodSafeParseResult<z.output<Schema>>;

/**
 * A step's settings, parsed. Once for each object that holds them: whoever checks, proves or walks a drawing reads the same
 * settings again and again, and a changed setting is another object. Nobody changes what is answered.
 */
export function readConfig<Schema extends z.ZodType>(
  type: Pick<StepType<Schema>, 'config'>,
  config: Readonly<Record<string, unknown>>,
): Read<Schema> {
  let read = known.get(config);
  if (read?.by !== type.config) known.set(config, (read = { by: type.config, result: type.config.safeParse(config) }));
  return read.result as Read<Schema>;
}

const known = new WeakMap<object, { by: z.ZodType; result: z.ZodSafeParseResult<unknown> }>();
