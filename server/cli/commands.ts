import type { Command } from './command.ts';

/** Every command by name, loaded when asked for. One line per command. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  serve: async () => (await import('./serve.ts')).serve,
  migrate: async () => (await import('./migrate.ts')).migrate,
  'user:create': async () => (await import('./user-create.ts')).userCreate,
  'user:unlock': async () => (await import('./user-unlock.ts')).userUnlock,
  'key:create': async () => (await import('./key-create.ts')).keyCreate,
  'clock:advance': async () => (await import('./clock-advance.ts')).clockAdvance,
  'audit:verify': async () => (await import('./audit-verify.ts')).auditVerify,
};
