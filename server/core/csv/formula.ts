/**
 * Spreadsheets run cells that begin like a formula. What we write out is guarded: such a cell gets an apostrophe in
 * front, which spreadsheets show as text. What we take in must not carry one.
 */
const RISKY = /^[=+\-@\t\r\n]|^[\u00a0\s]+[=+\-@]/;

/** A cell that no spreadsheet will run. */
export function guardCell(text: string): string {
  return RISKY.test(text) ? `'${text}` : text;
}

/** Takes off the apostrophe that `guardCell` put there, so that a file of ours can be brought back. */
export function unguardCell(text: string): string {
  return text.startsWith("'") && RISKY.test(text.slice(1)) ? text.slice(1) : text;
}

/** Whether a cell begins like a formula and is neither a number nor a phone number. */
export function looksLikeFormula(text: string): boolean {
  return RISKY.test(text) && !/^\s*[+-]?[\d(][\d .,()/-]*(?:(?:x|ext\.?) ?\d+)?\s*$/i.test(text);
}

/** One line of CSV, every cell guarded and quoted where it must be. */
export function csvLine(cells: readonly (string | number | boolean | null)[]): string {
  const written = cells.map((cell) => {
    // A number we hold is a number, minus sign and all; only text can be a formula.
    const text = typeof cell === 'string' ? guardCell(cell) : String(cell ?? '');
    return /[",;\t\r\n|]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${written.join(',')}\r\n`;
}
