import { and, asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { csvLine } from '#core/csv/formula.ts';
import { importRejects, imports } from '#db/schema/imports.ts';
import type { Seal } from '#seal/seal.ts';
import type { Orm, Sql } from '#store/database.ts';

/** A row that did not go in: where it was, why, and its cells when they could be read. */
export const rejectedRow = z.object({
  line: z.number(),
  field: z.string(),
  reason: z.string(),
  cells: z.array(z.string()),
});
export type RejectedRow = z.infer<typeof rejectedRow>;

/** Keeps a batch of rejected rows, sealed, in the transaction that accounts for them. */
export async function keepRejects(
  tx: Sql,
  seal: Seal,
  importId: string,
  upTo: number,
  rows: readonly RejectedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const sealed = Buffer.from(seal.seal(purposeOf(importId), Buffer.from(JSON.stringify(rows))));
  await tx`insert into import_rejects (import_id, up_to, rows, sealed) values (${importId}, ${upTo}, ${rows.length}, ${sealed})`;
}

/**
 * The rejected rows as CSV, line by line: the line in the file, the reason, then the row as it was. Every cell is
 * guarded, so that no spreadsheet runs one, and the columns are those of the file, so that a mended row can come back.
 */
export async function* rejectsCsv(orm: Orm, seal: Seal, importId: string): AsyncGenerator<string> {
  const [row] = await orm.select({ header: imports.header }).from(imports).where(eq(imports.id, importId));
  yield `\ufeff${csvLine(['Line', 'Reason', ...(row?.header ?? [])])}`;
  for await (const one of readRejects(orm, seal, importId)) yield csvLine([one.line, one.reason, ...one.cells]);
}

/** The rejected rows in the order of the file. */
export async function* readRejects(orm: Orm, seal: Seal, importId: string): AsyncGenerator<RejectedRow> {
  const batches = await orm
    .select({ upTo: importRejects.upTo })
    .from(importRejects)
    .where(eq(importRejects.importId, importId))
    .orderBy(asc(importRejects.upTo));
  for (const { upTo } of batches) {
    const [batch] = await orm
      .select({ sealed: importRejects.sealed })
      .from(importRejects)
      .where(and(eq(importRejects.importId, importId), eq(importRejects.upTo, upTo)));
    if (batch) yield* z.array(rejectedRow).parse(openJson(seal, importId, batch.sealed));
  }
}

function openJson(seal: Seal, importId: string, sealed: Uint8Array): unknown {
  return JSON.parse(Buffer.from(seal.open(purposeOf(importId), sealed)).toString('utf8'));
}

function purposeOf(importId: string): string {
  return `import-rejects:${importId}`;
}
