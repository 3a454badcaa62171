import { z } from 'zod';
import { scopes } from '#core/scopes.ts';
import { newApiSecret } from '#identity/new-secret.ts';
import { createApiKey } from '#store/api-keys/create.ts';
import { appendAudit } from '#store/audit/append.ts';
import { print, readArguments } from './arguments.ts';
import { type Command, CommandError } from './command.ts';
import { withServices } from './with-services.ts';

/** key:create --name N --scopes a,b: makes a REST key and prints it, once. */
export const keyCreate: Command = async (args) => {
  const usage = 'key:create --name N --scopes a,b';
  const { options, flags } = readArguments(args, { usage, given: [0, 0], options: ['name', 'scopes'] });
  const name = options.name?.trim();
  const asked = (options.scopes ?? '').split(',').map((one) => one.trim());
  const chosen = z.array(z.enum(scopes)).min(1).safeParse(asked);
  if (!name) throw new CommandError(`Usage: ${usage}`);
  if (!chosen.success) throw new CommandError(`--scopes takes one or more of ${scopes.join(', ')}.`);
  return withServices(async ({ db, seal, newId }) => {
    const id = newId();
    const secret = newApiSecret();
    await db.orm.transaction(async (tx) => {
      await createApiKey(tx, seal, { id, name, scopes: chosen.data, secret });
      const details = { scopes: chosen.data };
      await appendAudit(tx, { actor: 'system', action: 'key.create', subject: `key:${id}`, details });
    });
    print(flags.json, { id, name, scopes: chosen.data, key: secret }, secret);
  });
};
