import type { Delimiter, Encoding } from './detect.ts';

export interface CsvRow {
  cells: string[];
  /** Where the row begins, from 1. */
  line: number;
  /** Byte of the file after the row, and the line it is on: where to go on. */
  end: number;
  nextLine: number;
}

/** A row that could not be read, why, and where to go on. */
export interface CsvFault extends Omit<CsvRow, 'cells'> {
  fault: string;
}

export type CsvItem = CsvRow | CsvFault;

export interface CsvReader {
  /** Takes the next bytes, gives the rows that are now complete. */
  push(chunk: Uint8Array): CsvItem[];
  /** Says that there is no more. */
  end(): CsvItem[];
}

export interface CsvReaderOptions {
  delimiter: Delimiter;
  encoding: Encoding;
  /** Where the first byte pushed lies in the file. */
  offset?: number;
  line?: number;
  /** Longest row, in bytes. What is longer is passed over without being held. */
  maxRow?: number;
}

export const MAX_ROW = 256 * 1024;

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Reads CSV (RFC 4180; any of four delimiters; lines may end in CRLF, LF or CR) from bytes as they come. Memory stays
 * within one chunk and one row. A fault costs its own line only: a quote that is never closed does not swallow the
 * rows below it. Empty lines are passed over.
 */
export function csvReader(options: CsvReaderOptions): CsvReader {
  const { encoding, maxRow = MAX_ROW } = options;
  const delimiter = options.delimiter.charCodeAt(0);
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  let held: Uint8Array = new Uint8Array(0);
  let offset = options.offset ?? 0;
  let line = options.line ?? 1;
  /** The line on which a row began that is too long and is being passed over. */
  let skipping: number | null = null;

  function take(final: boolean): CsvItem[] {
    const items: CsvItem[] = [];
    let at = 0;
    while (at < held.length) {
      if (skipping !== null) {
        const stop = lineEnd(held, at, final);
        if (stop === null) {
          at = keepLoneReturn(held);
          break;
        }
        line++;
        items.push({ fault: tooLong(maxRow), line: skipping, end: offset + stop, nextLine: line });
        skipping = null;
        at = stop;
        continue;
      }
      const found = rowEnd(held, at, delimiter, final);
      const tooMuch = found.end === null ? held.length - at > maxRow : found.end - at > maxRow;
      if (found.fault === null && !tooMuch) {
        if (found.end === null) break;
        const began = line;
        line += found.lines;
        const place = { line: began, end: offset + found.end, nextLine: line };
        const item = readRow(decoder, held.subarray(at, found.contentEnd), options, place);
        if (item) items.push(item);
        at = found.end;
        continue;
      }
      const stop = lineEnd(held, at, final);
      if (stop === null) {
        if (held.length - at <= maxRow) break;
        skipping = line;
        continue;
      }
      const fault = found.fault ?? (stop - at > maxRow ? tooLong(maxRow) : OPEN_QUOTE);
      items.push({ fault, line, end: offset + stop, nextLine: line + 1 });
      line++;
      at = stop;
    }
    held = held.slice(at);
    offset += at;
    if (final && skipping !== null) {
      items.push({ fault: tooLong(maxRow), line: skipping, end: offset, nextLine: line });
      skipping = null;
    }
    return items;
  }

  return {
    push(chunk) {
      held = joined(held, chunk);
      return take(false);
    },
    end: () => take(true),
  };
}

const OPEN_QUOTE = 'A quote on this line is never closed.';
const STRAY_QUOTE =
  'A quote on this line is followed by something other than the delimiter. Double a quote inside a cell.';

function tooLong(maxRow: number): string {
  return `The row is longer than ${Math.round(maxRow / 1024)} KB and was passed over.`;
}

interface RowEnd {
  /** After the row's line end; null when it is not all there yet. */
  end: number | null;
  contentEnd: number;
  /** Line ends within and after it. */
  lines: number;
  fault: string | null;
}

/** Looks for the end of the row that begins at `from`, minding quotes. */
function rowEnd(bytes: Uint8Array, from: number, delimiter: number, final: boolean): RowEnd {
  let at = from;
  let lines = 0;
  let cellStart = true;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (cellStart && byte === QUOTE) {
      for (at++; ; at++) {
        if (at >= bytes.length) return unfinished(final ? OPEN_QUOTE : null);
        if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) lines++;
        if (bytes[at] !== QUOTE) continue;
        if (bytes[at + 1] !== QUOTE) break;
        at++;
      }
      at++;
      if (at >= bytes.length) break;
      const next = bytes[at]!;
      if (next !== delimiter && next !== CR && next !== LF) return unfinished(STRAY_QUOTE);
      cellStart = false;
      continue;
    }
    if (byte === LF) return { end: at + 1, contentEnd: at, lines: lines + 1, fault: null };
    if (byte === CR) {
      if (at + 1 >= bytes.length && !final) break;
      return { end: bytes[at + 1] === LF ? at + 2 : at + 1, contentEnd: at, lines: lines + 1, fault: null };
    }
    cellStart = byte === delimiter;
    at++;
  }
  return final ? { end: bytes.length, contentEnd: bytes.length, lines: lines + 1, fault: null } : unfinished(null);
}

function unfinished(fault: string | null): RowEnd {
  return { end: null, contentEnd: 0, lines: 0, fault };
}

/** After the next line end, quotes or not. */
function lineEnd(bytes: Uint8Array, from: number, final: boolean): number | null {
  for (let at = from; at < bytes.length; at++) {
    if (bytes[at] === LF) return at + 1;
    if (bytes[at] !== CR) continue;
    if (at + 1 >= bytes.length && !final) return null;
    return bytes[at + 1] === LF ? at + 2 : at + 1;
  }
  return final ? bytes.length : null;
}

function keepLoneReturn(bytes: Uint8Array): number {
  return bytes[bytes.length - 1] === CR ? bytes.length - 1 : bytes.length;
}

function readRow(
  decoder: TextDecoder,
  bytes: Uint8Array,
  { delimiter }: CsvReaderOptions,
  place: Omit<CsvRow, 'cells'>,
): CsvItem | null {
  if (bytes.length === 0) return null;
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return { fault: 'The row is not valid UTF-8. Save the file as CSV UTF-8, or choose another encoding.', ...place };
  }
  return { cells: text.includes('"') ? quotedCells(text, delimiter) : text.split(delimiter), ...place };
}

function quotedCells(text: string, delimiter: string): string[] {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    if (text[at] === '"') {
      let close = at + 1;
      while (text[close] !== '"' || text[close + 1] === '"') close += text[close] === '"' ? 2 : 1;
      cells.push(text.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
    } else {
      const stop = text.indexOf(delimiter, at);
      cells.push(text.slice(at, stop < 0 ? text.length : stop));
      at = stop < 0 ? text.length : stop;
    }
    if (at >= text.length) return cells;
    at++;
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
