import { z } from 'zod';
import { Failure } from '#core/failure.ts';
import { type CsvItem, csvReader } from '#core/csv/reader.ts';
import { appendAudit } from '#store/audit/append.ts';
import { bytes } from '#store/bytes.ts';
import type { PreparedRow, Rejection } from '#store/contacts/prepare-rows.ts';
import { type ContactDeps, type UpsertResult, upsertPrepared } from '#store/contacts/upsert.ts';
import type { Database, Sql } from '#store/database.ts';
import { ormWithin } from '#store/orm-within.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { type FileDeps, dropFile, readKept } from './file.ts';
import { type RowReader, readRow } from './read-row.ts';
import { type RejectedRow, keepRejects } from './rejects.ts';
import { type ImportRow, claimImport } from './claim.ts';

export interface ImportDeps extends FileDeps {
  db: Pick<Database, 'sql' | 'orm'>;
  newId: () => string;
}

const ROWS = 1000;
const BATCH_BYTES = 4 << 20;

/** The job `import-contacts`. */
export async function importContacts(deps: ImportDeps, payload: unknown): Promise<void> {
  await runImport(deps, z.object({ importId: z.uuid() }).parse(payload).importId);
}

/**
 * Imports a file, batch by batch, from wherever it stands. Each batch's rows, rejects and progress are one
 * transaction, so that the figures are true at every moment and a process killed anywhere goes on without losing or
 * repeating a row. Ends quietly when the import was cancelled, or another process has taken it on.
 */
export async function runImport(deps: ImportDeps, id: string): Promise<void> {
  const claimed = await claimImport(deps.db.sql, id);
  if (!claimed) return;
  try {
    const reader: RowReader = {
      seal: deps.seal,
      vocabulary: await loadVocabulary(deps.db.sql),
      header: claimed.header,
      mapping: claimed.mapping,
      options: claimed.options,
    };
    let at = claimed.doneBytes;
    for await (const batch of batches(deps, claimed)) {
      if (!(await importBatch(deps, claimed, reader, batch, at))) return;
      at = batch.at(-1)!.end;
    }
    await finish(deps, claimed, 'done', null);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    await finish(deps, claimed, 'failed', error.message);
  }
}

async function* batches(deps: ImportDeps, row: ImportRow): AsyncGenerator<CsvItem[]> {
  const { delimiter, encoding } = row.options;
  const csv = csvReader({ delimiter, encoding, offset: row.doneBytes, line: row.line });
  let batch: CsvItem[] = [];
  let headed = row.doneBytes > 0;
  let from = row.doneBytes;
  function* add(items: CsvItem[]): Generator<CsvItem[]> {
    for (const item of items) {
      if (headed) batch.push(item);
      headed = true;
      if (batch.length < ROWS && item.end - from < BATCH_BYTES) continue;
      if (batch.length > 0) yield batch;
      batch = [];
      from = item.end;
    }
  }
  for await (const chunk of readKept(deps, row.id, { offset: row.doneBytes, total: row.totalBytes }))
    yield* add(csv.push(chunk));
  yield* add(csv.end());
  if (batch.length > 0) yield batch;
}

interface Line {
  item: CsvItem;
  row: PreparedRow | Rejection;
}

/** @returns false when the import is not ours to go on with: cancelled, or moved on by someone else. */
async function importBatch(
  deps: ImportDeps,
  { id, options, listId, createdBy }: ImportRow,
  reader: RowReader,
  batch: readonly CsvItem[],
  from: number,
): Promise<boolean> {
  const { sql } = deps.db;
  const lines: Line[] = batch.flatMap((item) => {
    const row = readRow(reader, item);
    return row ? [{ item, row }] : [];
  });
  await rejectRepeats(sql, id, lines, options.sharedAddress);
  const last = batch.at(-1)!;
  const by = { actor: createdBy ?? 'system', source: `import:${id}` };
  const contacts: ContactDeps = { sql, seal: deps.seal, newId: deps.newId, by };
  const rows = lines.map((line) => line.row);
  try {
    await upsertPrepared(contacts, rows, {
      listId,
      sharedAddress: options.sharedAddress ? 'allow' : 'refuse',
      dryRun: options.dryRun,
      also: async (tx, results) => {
        const rejects = rejectsOf(lines, results);
        const count = (outcome: UpsertResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
        const moved = await tx`
          update imports set done_bytes = ${last.end}, line = ${last.nextLine}, created = created + ${count('created')},
            updated = updated + ${count('updated')}, unchanged = unchanged + ${count('unchanged')},
            rejected = rejected + ${rejects.length}
          where id = ${id} and state = 'running' and done_bytes = ${from} returning 1`;
        if (moved.length === 0) throw new NotOurs();
        await keepRejects(tx, deps.seal, id, last.end, rejects);
        await keepSeen(tx, id, lines, results);
      },
    });
    return true;
  } catch (error) {
    if (error instanceof NotOurs) return false;
    throw error;
  }
}

class NotOurs extends Error {}

/** The keys by which a row repeats another. Rows may share an address where that is allowed. */
function keysOf(row: PreparedRow | Rejection, sharedAddress: boolean): [hash: string, what: string][] {
  if ('outcome' in row) return [];
  const { email, external_id: external } = row.hashes;
  const keys: [string, string][] = [];
  if (external) keys.push([external, 'external id']);
  if (email && !(sharedAddress && external)) keys.push([email, 'e-mail address']);
  return keys;
}

/** The first row with an address or external id goes in; a later one is rejected, naming the line of the first. */
async function rejectRepeats(sql: Sql, id: string, lines: Line[], sharedAddress: boolean): Promise<void> {
  const hashes = lines.flatMap(({ row }) => keysOf(row, sharedAddress).map(([hash]) => Buffer.from(hash, 'hex')));
  const rows = await sql<{ hash: string; line: number }[]>`
    select encode(hash, 'hex') as hash, line from import_seen where import_id = ${id} and hash = any(${bytes(sql, hashes)})`;
  const seen = new Map(rows.map((row) => [row.hash, row.line]));
  for (const line of lines) {
    const keys = keysOf(line.row, sharedAddress);
    const repeated = keys.find(([hash]) => seen.has(hash));
    if (repeated) {
      const reason = `The same ${repeated[1]} as line ${seen.get(repeated[0])}; the first one counts.`;
      line.row = { outcome: 'rejected', field: repeated[1] === 'external id' ? 'external_id' : 'email', reason };
    } else for (const [hash] of keys) seen.set(hash, line.item.line);
  }
}

async function keepSeen(tx: Sql, id: string, lines: readonly Line[], results: readonly UpsertResult[]): Promise<void> {
  const seen = lines.flatMap(({ item, row }, i) =>
    results[i]?.outcome === 'rejected' ? [] : keysOf(row, false).map(([hash]) => ({ hash, line: item.line })),
  );
  await tx`
    insert into import_seen (import_id, hash, line)
    select ${id}::uuid, * from unnest(${bytes(
      tx,
      seen.map((one) => Buffer.from(one.hash, 'hex')),
    )}, ${seen.map((one) => one.line)}::int[]) on conflict do nothing`;
}

function rejectsOf(lines: readonly Line[], results: readonly UpsertResult[]): RejectedRow[] {
  return results.flatMap((result, i) => {
    if (result.outcome !== 'rejected') return [];
    const { item } = lines[i]!;
    const { field, reason } = result;
    return [{ line: item.line, field, reason, cells: 'cells' in item ? item.cells : [] }];
  });
}

async function finish(
  deps: ImportDeps,
  { id, options, totalBytes }: ImportRow,
  state: 'done' | 'failed',
  problem: string | null,
): Promise<void> {
  const ended = await deps.db.sql.begin(async (tx) => {
    const [row] = await tx<{ created: number; updated: number; unchanged: number; rejected: number }[]>`
      update imports set state = ${state}, problem = ${problem}, finished_at = stepwell_now(),
        done_bytes = case when ${state} = 'done' then ${totalBytes}::bigint else done_bytes end
      where id = ${id} and state = 'running' returning created, updated, unchanged, rejected`;
    if (!row) return false;
    await tx`delete from import_seen where import_id = ${id}`;
    await appendAudit(ormWithin(tx), {
      actor: 'system',
      action: options.dryRun ? 'import.checked' : `import.${state}`,
      subject: `import:${id}`,
      details: { ...row },
    });
    return true;
  });
  if (ended && !options.dryRun) await dropFile(deps, id);
}
