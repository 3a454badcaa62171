import { seed } from '#db/seed/seed.ts';
import { readEnv } from '../env.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

/** seed: fills an empty demo installation; does nothing where that was done, or where someone already works. */
export const seedCommand: Command = async (args) => {
  const { flags } = readArguments(args, { usage: 'seed', given: [0, 0] });
  const { demo, demoContacts } = readEnv(process.env);
  if (!demo) throw new CommandError('Only a demo installation is seeded: unset NODE_ENV=production and DELIVERY.');
  return withServices(async (services, signal) => {
    const say = (what: string) => process.stderr.write(`Making the demo: ${what} …\n`);
    const made = await seed(services, { contacts: demoContacts, say, signal });
    print(flags.json, { made }, made ? 'The demo is made.' : 'Nothing to do: this installation is not empty.');
  });
};
