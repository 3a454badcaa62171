import { isUtf8 } from '#core/csv/detect.ts';
import { guessMapping } from '#core/csv/mapping.ts';
import { csvReader } from '#core/csv/reader.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { ImportOptions } from '#db/schema/imports.ts';
import { readHeader } from './create.ts';
import { type FileDeps, readKept } from './file.ts';

export interface Preview {
  header: string[];
  delimiter: ImportOptions['delimiter'];
  /** The first rows' cells, in the clear: whoever receives them may import, and the look is audited. */
  rows: string[][];
  /** Rows among the first that cannot be read, and why. */
  faults: { line: number; fault: string }[];
  /** Column → attribute, guessed from the columns' names. */
  guesses: Record<string, string>;
  /** The beginning of the file is not UTF-8, so rows with other letters than A-Z will be rejected. */
  notUtf8: boolean;
}

const ROWS = 12;

/**
 * The first rows of an uploaded file, for choosing what each column is.
 * @throws Failure IMPORT_UNREADABLE
 */
export async function previewImport(
  deps: FileDeps,
  file: { id: string; totalBytes: number },
  options: { encoding: ImportOptions['encoding']; delimiter?: ImportOptions['delimiter'] | undefined },
  vocabulary: Vocabulary,
): Promise<Preview> {
  const { encoding } = options;
  const { header, delimiter } = await readHeader(deps, file.id, file.totalBytes, encoding, options.delimiter);
  const chunks = readKept(deps, file.id, { offset: 0, total: file.totalBytes });
  const head = (await chunks.next()).value ?? new Uint8Array(0);
  const reader = csvReader({ delimiter, encoding });
  const whole = head.length >= file.totalBytes;
  const items = [...reader.push(head), ...(whole ? reader.end() : [])].slice(1);
  return {
    header,
    delimiter,
    rows: items.flatMap((item) => ('cells' in item ? [item.cells.map(shortened)] : [])).slice(0, ROWS),
    faults: items.flatMap((item) => ('fault' in item ? [{ line: item.line, fault: item.fault }] : [])).slice(0, ROWS),
    guesses: guessMapping(header, vocabulary.attributes.values()),
    notUtf8: encoding === 'utf-8' && !isUtf8(head, whole),
  };
}

function shortened(cell: string): string {
  return cell.length > 60 ? `${cell.slice(0, 59)}…` : cell;
}
