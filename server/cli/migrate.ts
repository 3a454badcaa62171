import { print, readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { withServices } from './with-services.ts';

/** migrate: brings the database to the newest schema and makes the keyring if there is none. */
export const migrate: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'migrate', given: [0, 0] });
  // Opening the installation is what migrates.
  return withServices(async ({ db }) => {
    const [row] = await db.sql<{ n: number }[]>`select count(*)::int as n from drizzle.__drizzle_migrations`;
    print(flags.json, { migrations: row!.n }, `The database is at the newest schema (${row!.n} migrations).`);
  });
};
