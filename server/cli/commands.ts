import type { Command } from './command.ts';

/** Every command by name, loaded when asked for. One line per command. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
};
