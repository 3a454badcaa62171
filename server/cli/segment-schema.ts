import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import { print, readArguments } from './arguments.ts';
import type { Command } from './command.ts';

/** segment:schema: JSON Schema of a filter. Needs no installation. */
export const segmentSchema: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'segment:schema', given: [0, 0] });
  const schema = { title: 'A Stepwell filter', ...z.toJSONSchema(filterSchema, { io: 'input' }) };
  print(flags.json, schema, JSON.stringify(schema, null, 2));
  return 0;
};
