import { readFileSync } from 'node:fs';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { CommandError } from './command.ts';

/** What stands after a command's name: what it is about, in order, and its options. Every command takes `--json`. */
export interface Arguments<Option extends string, Flag extends string> {
  given: string[];
  options: Partial<Record<Option, string>>;
  flags: Partial<Record<Flag | 'json', boolean>>;
}

/**
 * Reads a command's arguments. @throws CommandError in one line, naming what is wrong and how it is used.
 */
export function readArguments<Option extends string = never, Flag extends string = never>(
  args: string[],
  shape: { usage: string; given: [least: number, most: number]; options?: Option[]; flags?: Flag[] },
): Arguments<Option, Flag> {
  const config: ParseArgsOptionsConfig = { json: { type: 'boolean' } };
  for (const option of shape.options ?? []) config[option] = { type: 'string' };
  for (const flag of shape.flags ?? []) config[flag] = { type: 'boolean' };
  let parsed;
  try {
    parsed = parseArgs({ args, options: config, allowPositionals: true });
  } catch (error) {
    const words = error instanceof Error ? (error.message.split('. ')[0] ?? '') : '';
    throw new CommandError(`${words}. Usage: ${shape.usage}`);
  }
  const { positionals, values } = parsed;
  if (positionals.length < shape.given[0] || positionals.length > shape.given[1])
    throw new CommandError(`Usage: ${shape.usage}`);
  const pick = (type: 'string' | 'boolean') =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === type));
  return {
    given: positionals,
    options: pick('string') as Partial<Record<Option, string>>,
    flags: pick('boolean') as Partial<Record<Flag | 'json', boolean>>,
  };
}

/** A file's text, or standard input's for `-`. @throws CommandError when it cannot be read. */
export function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch {
    throw new CommandError(`${path} cannot be read.`);
  }
}

/** JSON from a file. @throws CommandError when it cannot be read or is not JSON. */
export function readJson(path: string): unknown {
  const text = readText(path);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw new CommandError(`${path} is not JSON.`);
  }
}

/** Prints a result: as JSON on one line for machines, else the words. */
export function print(json: boolean | undefined, value: unknown, words: string): void {
  process.stdout.write(`${json ? JSON.stringify(value) : words}\n`);
}
