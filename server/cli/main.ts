import { commands } from './commands.ts';
import { CommandError } from './command.ts';
import { failureLine } from './failure-line.ts';
import { EnvError } from '../env.ts';
import { StartError } from '../cleanup.ts';
import { Failure } from '#core/failure.ts';

const [name = 'help', ...args] = process.argv.slice(2);

try {
  const load = commands[name];
  if (!load) throw new CommandError(`There is no command ${name}. Commands: ${Object.keys(commands).join(', ')}.`);
  const command = await load();
  process.exitCode = await command(args);
} catch (error) {
  process.stderr.write(`${lineOf(error)}\n`);
  process.exitCode = 1;
}

/** One line; only our own errors speak, since others may quote data. */
function lineOf(error: unknown): string {
  const ours = [CommandError, EnvError, StartError].some((type) => error instanceof type);
  if (error instanceof Failure) return failureLine(error).replaceAll(/\s*\n\s*/g, ' ');
  if (error instanceof Error && ours) return error.message.replaceAll(/\s*\n\s*/g, ' ');
  const at = error instanceof Error ? error.stack?.split('\n').find((line) => line.includes('/server/')) : undefined;
  return `Stepwell could not go on: ${error instanceof Error ? error.name : 'unknown fault'}${at ? ` ${at.trim()}` : ''}.`;
}
