/**
 * A PostgreSQL array as text, for `${arrayLiteral(ids)}::uuid[]` in set statements. The driver's own serialiser
 * escapes element by element with a regular expression, which at thousands of rows costs more than the statement.
 */
export function arrayLiteral(values: readonly (string | number | boolean | null)[]): string {
  let text = '{';
  for (let i = 0; i < values.length; i++) {
    if (i > 0) text += ',';
    const value = values[i];
    if (value === null || value === undefined) text += 'NULL';
    else if (typeof value !== 'string') text += value;
    else if (PLAIN.test(value)) text += value;
    else text += `"${value.replace(ESCAPED, '\\$&')}"`;
  }
  return `${text}}`;
}

// PostgreSQL takes an unquoted NULL, in any case, for no value.
const PLAIN = /^(?![nN][uU][lL][lL]$)[A-Za-z0-9][A-Za-z0-9:._-]*$/;
const ESCAPED = /[\\"]/g;
