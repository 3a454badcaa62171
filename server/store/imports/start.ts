import { eq } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import { type ImportOptions, importRejects, importSeen, imports } from '#db/schema/imports.ts';
import type { Orm } from '#store/database.ts';
import { readHeader } from './create.ts';
import type { FileDeps } from './file.ts';

export interface ImportStart {
  id: string;
  /** Column → attribute key. */
  mapping: Record<string, string>;
  options: ImportOptions;
  listId: string | null;
}

const FROM_NOTHING = {
  problem: null,
  doneBytes: 0,
  line: 1,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  finishedAt: null,
};

/**
 * Makes an uploaded file (or one that was only checked) ready to run; the caller queues the job `import-contacts`
 * when the transaction is through. The figures begin at nothing.
 * @throws Failure INVALID_INPUT for a column or attribute that does not exist, an attribute named twice, or neither
 * address nor external id; NOT_FOUND; IN_USE when it is running or over.
 */
export async function startImport(orm: Orm, deps: FileDeps, vocabulary: Vocabulary, start: ImportStart): Promise<void> {
  const { id, mapping, options, listId } = start;
  const [row] = await orm.select().from(imports).where(eq(imports.id, id)).for('update');
  if (!row) throw new Failure('NOT_FOUND', { import: id });
  const checked = row.state === 'done' && row.dryRun;
  if (row.state !== 'uploaded' && !checked)
    throw new Failure('IN_USE', { import: id }, 'This import was started already. Upload the file again to repeat it.');
  const { header } = await readHeader(deps, id, row.totalBytes, options.encoding, options.delimiter);
  refuseMapping(header, mapping, vocabulary);
  await orm.delete(importRejects).where(eq(importRejects.importId, id));
  await orm.delete(importSeen).where(eq(importSeen.importId, id));
  await orm
    .update(imports)
    .set({
      header,
      mapping,
      options,
      listId,
      state: 'waiting',
      dryRun: options.dryRun,
      ...FROM_NOTHING,
    })
    .where(eq(imports.id, id));
}

function refuseMapping(header: readonly string[], mapping: Record<string, string>, vocabulary: Vocabulary): void {
  const keys = Object.values(mapping);
  const wrong = (sentence: string) => new Failure('INVALID_INPUT', { field: 'mapping' }, sentence);
  for (const [column, key] of Object.entries(mapping)) {
    if (!header.includes(column)) throw wrong(`The file has no column “${column}”.`);
    if (!vocabulary.attributes.has(key)) throw wrong(`There is no attribute ${key}.`);
    if (keys.filter((one) => one === key).length > 1) throw wrong(`Two columns are mapped to ${key}.`);
  }
  if (!keys.includes('email') && !keys.includes('external_id'))
    throw wrong('Map a column to Email or External id: contacts are told apart by one of them.');
}
