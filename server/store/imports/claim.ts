import { z } from 'zod';
import { delimiters, encodings } from '#core/csv/detect.ts';
import type { Sql } from '#store/database.ts';

export const importOptions = z.object({
  delimiter: z.enum(delimiters),
  encoding: z.enum(encodings),
  dateOrder: z.enum(['mdy', 'dmy']),
  sharedAddress: z.boolean(),
  dryRun: z.boolean(),
  list: z.string().max(120).nullish(),
});

const claimed = z.object({
  id: z.uuid(),
  header: z.array(z.string()),
  mapping: z.record(z.string(), z.string()),
  options: importOptions,
  listId: z.uuid().nullable(),
  totalBytes: z.coerce.number(),
  doneBytes: z.coerce.number(),
  line: z.number(),
  createdBy: z.string().nullable(),
});

/** An import as the job works it off. */
export type ImportRow = z.infer<typeof claimed>;

/** Takes an import on, one that a killed process left running too; null when there is nothing to do. */
export async function claimImport(sql: Sql, id: string): Promise<ImportRow | null> {
  const [row] = await sql`
    update imports set state = 'running' where id = ${id} and state in ('waiting', 'running')
    returning id, header, mapping, options, list_id as "listId", total_bytes as "totalBytes",
      done_bytes as "doneBytes", line, created_by as "createdBy"`;
  return row ? claimed.parse(row) : null;
}
