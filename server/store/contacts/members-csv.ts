import { csvLine } from '#core/csv/formula.ts';
import type { Filter } from '#core/segment/ast.ts';
import { type AudienceDeps, scanAudience } from '#store/audience/scan.ts';
import { getContacts } from './get.ts';

/**
 * Everyone a filter matches as CSV, one line at a time, in the clear: for a person who may export, once audited.
 * Cells are guarded against spreadsheets; several choices stand in one cell, separated by semicolons, as an import
 * takes them.
 */
export async function* membersCsv(
  deps: AudienceDeps,
  filter: Filter,
  keys: readonly string[],
): AsyncGenerator<{ text: string; contacts: number }> {
  yield { text: `\ufeff${csvLine(['contact_id', ...keys])}`, contacts: 0 };
  for await (const { matched } of scanAudience(deps, filter, { batch: 500 })) {
    const contacts = await getContacts(
      deps.db.orm,
      deps.seal,
      matched.map((one) => one.id),
    );
    const lines = contacts.map(({ id, values }) =>
      csvLine([
        id,
        ...keys.map((key) => {
          const value = values[key] ?? null;
          return Array.isArray(value) ? value.join(';') : value;
        }),
      ]),
    );
    yield { text: lines.join(''), contacts: contacts.length };
  }
}
