import { appendAudit } from '#store/audit/append.ts';
import { evidenceOfMessage } from '#store/evidence/of-message.ts';
import { findMessageRow } from '#store/messages/search.ts';
import { print, readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

/** message:evidence ID: every record of a message's attempts, oldest first, one JSON object a line. */
export const messageEvidence: Command = async (args) => {
  const { given, flags } = readArguments(args, { usage: 'message:evidence ID', given: [1, 1] });
  const id = given[0] ?? '';
  if (!/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(id)) throw new CommandError('ID must be the id of a message.');
  return withServices(async ({ db }) => {
    const message = await findMessageRow(db.sql, id);
    if (!message) throw new CommandError(`There is no message ${id}.`);
    const evidence = await evidenceOfMessage(db.sql, message);
    const details = { contact: message.contactId };
    await appendAudit(db.orm, { actor: 'system', action: 'message.read', subject: `message:${id}`, details });
    const head = `${message.state} by ${message.method ?? 'no method'} (${message.reason ?? 'no reason yet'}), class ${message.phi ?? 'unknown'}`;
    print(flags.json, { message, evidence }, [head, ...evidence.map((one) => JSON.stringify(one))].join('\n'));
  });
};
