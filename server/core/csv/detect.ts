export const delimiters = [',', ';', '\t', '|'] as const;
export type Delimiter = (typeof delimiters)[number];

/** How a file's bytes are to be read. UTF-16 is turned into UTF-8 on arrival, so only these two remain afterwards. */
export const encodings = ['utf-8', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

/** What the first bytes say, or why this is no CSV. */
export type Detected = { encoding: 'utf-8' | 'utf-16le' | 'utf-16be'; bom: number } | { problem: string };

/**
 * Looks at a file's first bytes for a byte order mark. Without one it is taken for UTF-8, and rows that are not are
 * rejected: guessing a code page would quietly misspell people's names. A person may say which one it is.
 */
export function detectEncoding(head: Uint8Array): Detected {
  if (head.length === 0) return { problem: 'The file is empty.' };
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 0x03)
    return { problem: 'This is a workbook or archive, not text. In the spreadsheet, save it as CSV UTF-8.' };
  if (head[0] === 0xd0 && head[1] === 0xcf)
    return { problem: 'This is an old Excel workbook, not text. In the spreadsheet, save it as CSV UTF-8.' };
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bom: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bom: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bom: 2 };
  if (head.includes(0)) return { problem: 'The file holds zero bytes, so it is not a CSV text file.' };
  return { encoding: 'utf-8', bom: 0 };
}

/** Whether bytes are UTF-8; a character cut in two at the end is not held against them unless `final`. */
export function isUtf8(bytes: Uint8Array, final: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: !final });
    return true;
  } catch {
    return false;
  }
}

/** The delimiter that the first line uses most, outside of quotes. */
export function detectDelimiter(firstLine: string): Delimiter {
  let quoted = false;
  const seen: Record<Delimiter, number> = { ',': 0, ';': 0, '\t': 0, '|': 0 };
  for (const char of firstLine) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && isDelimiter(char)) seen[char]++;
    else if (!quoted && (char === '\n' || char === '\r')) break;
  }
  return delimiters.reduce((best, one) => (seen[one] > seen[best] ? one : best));
}

function isDelimiter(char: string): char is Delimiter {
  return (delimiters as readonly string[]).includes(char);
}
