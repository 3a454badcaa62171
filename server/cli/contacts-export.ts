import type { Filter } from '#core/segment/ast.ts';
import { appendAudit } from '#store/audit/append.ts';
import { membersCsv } from '#store/contacts/members-csv.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { readArguments } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'contacts:export [--list NAME | --segment NAME] [--fields a,b,…]';

/** contacts:export: contacts as CSV on standard output, in the clear, guarded against spreadsheet formulas. Audited. */
export const contactsExport: Command = async (args) => {
  const { options } = readArguments(args, { usage, given: [0, 0], options: ['list', 'segment', 'fields'] });
  const { list, segment, fields } = options;
  if (list !== undefined && segment !== undefined) throw new CommandError(`Usage: ${usage}`);
  const filter: Filter = list === undefined ? (segment === undefined ? { all: [] } : { segment }) : { list };
  return withServices(async (services, signal) => {
    const { orm } = services.db;
    const { attributes } = await loadVocabulary(orm);
    const keys = fields === undefined ? [...attributes.keys()] : fields.split(',').map((one) => one.trim());
    const unknown = keys.find((key) => !attributes.has(key));
    if (unknown !== undefined) throw new CommandError(`There is no attribute ${unknown}.`);
    // Before the first row: what has left cannot be audited after a crash.
    await appendAudit(orm, {
      actor: 'system',
      action: 'contact.export',
      subject: 'contacts',
      details: { fields: keys, ...(list === undefined ? {} : { list }), ...(segment === undefined ? {} : { segment }) },
    });
    let contacts = 0;
    for await (const part of membersCsv(services, filter, keys)) {
      signal.throwIfAborted();
      process.stdout.write(part.text);
      contacts += part.contacts;
    }
    process.stderr.write(`${contacts} contacts\n`);
  });
};
