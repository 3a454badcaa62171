import type postgres from 'postgres';
import type { ReadOptions } from '#core/contact/value.ts';
import type { Vocabulary } from '#core/segment/fields.ts';
import type { Seal } from '#seal/seal.ts';
import type { Database, Sql } from '#store/database.ts';
import { addMembers } from '#store/lists/members.ts';
import { loadVocabulary } from '#store/vocabulary/load.ts';
import { findOwners } from './find-owners.ts';
import type { ChangedBy } from './keep-history.ts';
import { type ContactInput, type PreparedRow, type Rejection, prepareRow } from './prepare-rows.ts';
import { type Resolution, Stale, type Working, resolveRow } from './resolve.ts';
import { writeContacts } from './write.ts';

export interface ContactDeps {
  sql: Database['sql'];
  seal: Seal;
  newId: () => string;
  /** For the record of what the contacts were; absent means the installation itself. */
  by?: ChangedBy | undefined;
}

export interface UpsertOptions extends ReadOptions {
  /** Every row that is taken also joins this list. */
  listId?: string | null | undefined;
  /** Whether a row may create or move a contact to an address another contact has. Needs an external id. */
  sharedAddress?: 'refuse' | 'allow' | undefined;
  /** Whether a row about a contact that exists changes it, only fills in what it has no value for, or is rejected. */
  existing?: 'update' | 'fill' | 'refuse' | undefined;
  /** Given by callers with many batches, so that it is read once. */
  vocabulary?: Vocabulary | undefined;
  /** Say what would happen and undo it; `also` still runs for real. */
  dryRun?: boolean | undefined;
  /** Runs in the same transaction, after the rows: progress that must stand or fall with them. */
  also?: ((tx: Sql, results: readonly UpsertResult[]) => Promise<void>) | undefined;
}

export type UpsertResult = { outcome: 'created' | 'updated' | 'unchanged'; lane: number; id: string } | Rejection;

const MOST_TRIES = 8;

/**
 * Creates or updates contacts, thousands in one transaction. A row is matched by external id, else by e-mail
 * address; attributes it does not name stay. A row that does not fit is rejected, in its place in the answer, with
 * the field and the reason, and the others go in.
 */
export async function upsertContacts(
  deps: ContactDeps,
  rows: readonly ContactInput[],
  options: UpsertOptions = {},
): Promise<UpsertResult[]> {
  const vocabulary = options.vocabulary ?? (await loadVocabulary(deps.sql));
  return upsertPrepared(
    deps,
    rows.map((row) => prepareRow(deps.seal, vocabulary, row, options)),
    options,
  );
}

/** As `upsertContacts`, for rows that were checked already. */
export async function upsertPrepared(
  deps: ContactDeps,
  prepared: readonly (PreparedRow | Rejection)[],
  options: Omit<UpsertOptions, 'vocabulary' | 'dateOrder'>,
): Promise<UpsertResult[]> {
  for (let tried = 1; ; tried++) {
    try {
      return await deps.sql.begin(async (tx) => {
        const results = options.dryRun
          ? await rehearse(tx, deps, prepared, options)
          : await upsertWithin(tx, deps, prepared, options);
        await options.also?.(tx, results);
        return results;
      });
    } catch (error) {
      // Another writer took a key first: its rows are visible on the next try.
      if (tried >= MOST_TRIES || !isClash(error)) throw error;
    }
  }
}

/** Does it all and undoes it, so that a dry run says exactly what would happen. */
async function rehearse(
  tx: postgres.TransactionSql,
  deps: ContactDeps,
  prepared: readonly (PreparedRow | Rejection)[],
  options: UpsertOptions,
): Promise<UpsertResult[]> {
  let results: UpsertResult[] = [];
  const undone = new Error('A dry run is undone.');
  await tx
    .savepoint(async (point) => {
      results = await upsertWithin(point, deps, prepared, options);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return results;
}

async function upsertWithin(
  tx: Sql,
  deps: ContactDeps,
  prepared: readonly (PreparedRow | Rejection)[],
  options: UpsertOptions,
): Promise<UpsertResult[]> {
  const good = prepared.filter((one): one is PreparedRow => !('outcome' in one));
  const found = await findOwners(
    tx,
    deps.seal,
    good.map((one) => one.hashes),
  );
  const state: Resolution = {
    seal: deps.seal,
    newId: deps.newId,
    ...found,
    working: new Map(),
    sharedAddress: options.sharedAddress ?? 'refuse',
    existing: options.existing ?? 'update',
  };
  const decided = prepared.map((one) => ('outcome' in one ? one : resolveRow(state, one)));
  const touched = new Set(decided.filter((one): one is Working => !('outcome' in one)));
  await writeContacts(tx, deps.seal, [...touched], deps.by);
  if (options.listId)
    await addMembers(
      tx,
      options.listId,
      [...touched].map((one) => one.id),
    );
  return decided.map((one) => ('outcome' in one ? one : { outcome: outcomeOf(one), lane: one.lane, id: one.id }));
}

function outcomeOf(contact: Working): 'created' | 'updated' | 'unchanged' {
  if (contact.isNew) return 'created';
  return contact.changed.size > 0 ? 'updated' : 'unchanged';
}

const CLASHES = new Set(['23505', '40P01', '40001']);

function isClash(error: unknown): boolean {
  if (error instanceof Stale) return true;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && CLASHES.has(error.code);
}
