import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { guessMapping } from '#core/csv/mapping.ts';
import { appendAudit } from '#store/audit/append.ts';
import { importOptions } from '#store/imports/claim.ts';
import { createImport } from '#store/imports/create.ts';
import { getImport } from '#store/imports/get.ts';
import { runImport } from '#store/imports/run.ts';
import { startImport } from '#store/imports/start.ts';
import { ensureList } from '#store/lists/create.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { print, readArguments, readJson } from './arguments.ts';
import { CommandError, type Command } from './command.ts';
import { withServices } from './with-services.ts';

const usage = 'contacts:import FILE.csv [--map FILE.json] [--list NAME] [--dry-run]';
const mapFile = z.record(z.string(), z.string());

/** contacts:import: rows that do not fit are rejected with line and reason, the others go in. Without a map, columns are guessed. */
export const contactsImport: Command = async (args) => {
  const { given, options, flags } = readArguments(args, {
    usage,
    given: [1, 1],
    options: ['map', 'list'],
    flags: ['dry-run'],
  });
  const file = given[0] ?? '';
  await access(file).catch(() => {
    throw new CommandError(`${file} cannot be read.`);
  });
  const map = options.map === undefined ? null : mapFile.safeParse(readJson(options.map));
  if (map && !map.success) throw new CommandError(`${options.map} must be JSON of column name to attribute key.`);
  return withServices(async (services) => {
    const { db, newId } = services;
    const id = newId();
    const source = createReadStream(file);
    await createImport(db.orm, services, { id, fileName: basename(file), source, createdBy: 'system' });
    const vocabulary = await loadVocabulary(db.orm);
    const { header, options: found } = await getImport(db.orm, id);
    const mapping = map?.data ?? guessMapping(header, vocabulary.attributes.values());
    const dryRun = flags['dry-run'] === true;
    await db.orm.transaction(async (tx) => {
      const listId = options.list === undefined ? null : await ensureList(tx, { id: newId(), name: options.list });
      await startImport(tx, services, vocabulary, {
        id,
        mapping,
        options: importOptions.parse({ ...found, dryRun }),
        listId,
      });
      const details = { fields: Object.values(mapping), dryRun };
      await appendAudit(tx, { actor: 'system', action: 'contact.import', subject: `import:${id}`, details });
    });
    await runImport(services, id);
    const done = await getImport(db.orm, id);
    if (done.state !== 'done') throw new CommandError(`The import ${id} ended as ${done.state}: ${done.problem ?? ''}`);
    const { created, updated, unchanged, rejected } = done;
    print(
      flags.json,
      { id, dryRun, mapping, created, updated, unchanged, rejected },
      `${id}${dryRun ? ' (dry run)' : ''}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${rejected} rejected`,
    );
  });
};
