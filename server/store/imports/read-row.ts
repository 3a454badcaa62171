import { looksLikeFormula, unguardCell } from '#core/csv/formula.ts';
import type { CsvItem } from '#core/csv/reader.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { ImportOptions } from '#db/schema/imports.ts';
import type { Seal } from '#seal/seal.ts';
import { type PreparedRow, type Rejection, prepareRow, reject } from '#store/contacts/prepare-rows.ts';

/** What turning rows into contacts takes, the same for the whole file. */
export interface RowReader {
  seal: Seal;
  vocabulary: Vocabulary;
  header: readonly string[];
  mapping: Readonly<Record<string, string>>;
  options: ImportOptions;
}

/**
 * One row of the file as a contact, or why not. Null for a row of empty cells. An empty cell leaves the contact's
 * value as it is.
 */
export function readRow(reader: RowReader, item: CsvItem): PreparedRow | Rejection | null {
  if ('fault' in item) return reject('', item.fault);
  const { header, mapping, vocabulary } = reader;
  const cells = item.cells;
  if (cells.every((cell) => cell.trim() === '')) return null;
  const extra = cells.slice(header.length).some((cell) => cell.trim() !== '');
  if (cells.length < header.length || extra)
    return reject('', `The row has ${cells.length} cells; the first row has ${header.length}.`);
  const attributes: Record<string, unknown> = {};
  for (const [index, column] of header.entries()) {
    const key = mapping[column];
    const cell = unguardCell(cells[index] ?? '');
    if (!key || cell.trim() === '') continue;
    if (looksLikeFormula(cell))
      return reject(
        key,
        `${labelOf(vocabulary, key)} begins like a spreadsheet formula (= + - @), which is not taken in.`,
      );
    attributes[key] = cell;
  }
  return prepareRow(reader.seal, vocabulary, { attributes }, { dateOrder: reader.options.dateOrder });
}

function labelOf(vocabulary: Vocabulary, key: string): string {
  return vocabulary.attributes.get(key)?.label ?? key;
}
