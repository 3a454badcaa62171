import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { Failure } from '#core/failure.ts';
import { type Delimiter, detectDelimiter } from '#core/csv/detect.ts';
import { columnNames } from '#core/csv/mapping.ts';
import { csvReader } from '#core/csv/reader.ts';
import { type ImportOptions, imports } from '#db/schema/imports.ts';
import type { Orm } from '#store/database.ts';
import { type FileDeps, dropFile, keepFile, readKept } from './file.ts';

export interface NewImport {
  id: string;
  fileName: string;
  source: AsyncIterable<Uint8Array>;
  createdBy: string;
}

const MOST_BYTES = 2 * 1024 ** 3;
const MOST_COLUMNS = 500;

/**
 * Takes in a CSV file: kept sealed, its header read, its encoding and delimiter found. Nothing is imported yet.
 * @throws Failure IMPORT_UNREADABLE with the reason; nothing is kept then.
 */
export async function createImport(orm: Orm, deps: FileDeps, given: NewImport): Promise<string> {
  const { id, createdBy } = given;
  await dropAbandoned(orm, deps);
  await orm.insert(imports).values({
    id,
    fileName: safeName(given.fileName),
    mapping: {},
    state: 'uploading',
    totalBytes: 0,
    createdBy,
  });
  try {
    const totalBytes = await keepFile(deps, id, given.source, MOST_BYTES);
    const { header, delimiter } = await readHeader(deps, id, totalBytes, 'utf-8');
    const options: ImportOptions = {
      delimiter,
      encoding: 'utf-8',
      dateOrder: 'mdy',
      sharedAddress: false,
      dryRun: false,
    };
    await orm.update(imports).set({ state: 'uploaded', header, options, totalBytes }).where(eq(imports.id, id));
    return id;
  } catch (error) {
    await dropFile(deps, id);
    await orm.delete(imports).where(eq(imports.id, id));
    throw error;
  }
}

/** The header under another encoding or delimiter. @throws Failure IMPORT_UNREADABLE */
export async function readHeader(
  deps: FileDeps,
  id: string,
  total: number,
  encoding: ImportOptions['encoding'],
  chosen?: Delimiter,
): Promise<{ header: string[]; delimiter: Delimiter }> {
  const head = (await readKept(deps, id, { offset: 0, total }).next()).value ?? new Uint8Array(0);
  const delimiter = chosen ?? detectDelimiter(new TextDecoder(encoding).decode(head.subarray(0, 64 * 1024)));
  const reader = csvReader({ delimiter, encoding });
  const [first] = [...reader.push(head), ...reader.end()];
  if (!first) throw new Failure('IMPORT_UNREADABLE', {}, 'The file has no rows.');
  if ('fault' in first)
    throw new Failure(
      'IMPORT_UNREADABLE',
      { line: first.line },
      `The first row, with the column names: ${first.fault}`,
    );
  if (first.cells.length > MOST_COLUMNS)
    throw new Failure('IMPORT_UNREADABLE', {}, `The file has more than ${MOST_COLUMNS} columns.`);
  return { header: columnNames(first.cells), delimiter };
}

/** Files uploaded and left lying for a day hold patient data for nothing. */
async function dropAbandoned(orm: Orm, deps: FileDeps): Promise<void> {
  const gone = await orm
    .delete(imports)
    .where(
      and(inArray(imports.state, ['uploading', 'uploaded']), lt(imports.createdAt, sql`now() - interval '24 hours'`)),
    )
    .returning({ id: imports.id });
  for (const { id } of gone) await dropFile(deps, id);
}

/** A file's name may name a patient or a path: only its last part, without what no name needs. */
function safeName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/[^\p{L}\p{N} ._()-]/gu, '').slice(0, 120) || 'contacts.csv';
}
