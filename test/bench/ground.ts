import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDatabase, startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { laneOf } from '#core/lane.ts';
import { type Seal, makeSeal } from '#seal/seal.ts';
import { arrayLiteral } from '#store/array-literal.ts';
import { sealValues } from '#store/contacts/open.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { newId } from '#store/new-id.ts';

export interface Ground {
  url: string;
  db: Database;
  seal: Seal;
  /** For another process that must read the same contacts: the keys, as `makeSeal` takes them. */
  keys: [data: Buffer, index: Buffer];
}

/** A PostgreSQL of the benchmark's own, as durable as an installation's, gone afterwards. */
export async function onGround<T>(work: (ground: Ground) => Promise<T>): Promise<T> {
  return onGrounds(['bench'], ([ground]) => work(ground!), { measured: false });
}

/**
 * Several databases in one such PostgreSQL. When `measured`, it keeps count of its own work: each database has
 * `pg_stat_statements`, planning included.
 */
export async function onGrounds<T>(
  names: readonly string[],
  work: (grounds: Ground[]) => Promise<T>,
  { measured }: { measured: boolean },
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-bench-'));
  let server = await startEmbedded({ directory, durable: true });
  const open: Database[] = [];
  try {
    if (measured) {
      await measure(server.url);
      await server.stop();
      server = await startEmbedded({ directory, durable: true });
    }
    const grounds: Ground[] = [];
    for (const name of names) {
      const url = await ensureDatabase(server.url, name);
      await migrate(url);
      const db = openDatabase(url, 4);
      open.push(db);
      if (measured) await db.sql`create extension pg_stat_statements`;
      const keys: [Buffer, Buffer] = [randomBytes(32), randomBytes(32)];
      grounds.push({ url, db, seal: makeSeal(new Map([[1, keys[0]]]), keys[1]), keys });
    }
    return await work(grounds);
  } finally {
    for (const db of open) await db.close();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(url: string): Promise<void> {
  const db = openDatabase(url, 1);
  await db.sql`alter system set shared_preload_libraries = 'pg_stat_statements'`;
  await db.sql`alter system set pg_stat_statements.track_planning = on`;
  await db.close();
}

/** Milliseconds the database itself says it spent on one database's statements since the last time it was asked. */
export async function databaseMs({ db }: Ground): Promise<number> {
  const [row] = await db.sql<{ ms: number }[]>`
    select coalesce(sum(total_exec_time + total_plan_time), 0)::float8 as ms from pg_stat_statements
    where dbid = (select oid from pg_database where datname = current_database()) and query not like '%pg_stat_statements%'`;
  await db.sql`select pg_stat_statements_reset(0, (select oid from pg_database where datname = current_database()), 0)`;
  return row!.ms;
}

export interface Contact {
  lane: number;
  id: string;
}

/** `n` sealed contacts of some twenty attributes; every other one a member of the list `Members`. */
export async function makeContacts({ db, seal }: Ground, n: number): Promise<Contact[]> {
  const made: Contact[] = [];
  await db.sql`insert into lists (id, name) values (${LIST}, 'Members')`;
  for (let from = 0; from < n; from += 5000) {
    const rows = Array.from({ length: Math.min(5000, n - from) }, (_, i) => {
      const id = newId(Date.now());
      const key = seal.newContactKey(id);
      const sealed = Buffer.from(sealValues(seal, key, valuesOf(from + i)));
      return { id, lane: laneOf(id), sealed, wrapped: Buffer.from(key.wrappedKey), member: (from + i) % 2 === 0 };
    });
    await db.sql`
      insert into contacts (lane, id, sealed, wrapped_key, key_version)
      select u.*, 1 from unnest(
        ${arrayLiteral(rows.map((row) => row.lane))}::smallint[], ${arrayLiteral(rows.map((row) => row.id))}::uuid[],
        ${arrayLiteral(rows.map((row) => `\\x${row.sealed.toString('hex')}`))}::bytea[], ${arrayLiteral(rows.map((row) => `\\x${row.wrapped.toString('hex')}`))}::bytea[]
      ) as u`;
    const members = rows.filter((row) => row.member);
    await db.sql`
      insert into list_members (lane, contact_id, list_id)
      select u.*, ${LIST} from unnest(
        ${arrayLiteral(members.map((row) => row.lane))}::smallint[], ${arrayLiteral(members.map((row) => row.id))}::uuid[]
      ) as u`;
    made.push(...rows.map(({ lane, id }) => ({ lane, id })));
  }
  return made;
}

/** Figures up to date and everything written out, so that no measurement pays for the one before. */
export async function settle({ db }: Ground): Promise<void> {
  await db.sql`vacuum analyze`;
  await db.sql`checkpoint`;
}

const LIST = '00000000-0000-7000-8000-00000000000a';

function valuesOf(i: number): Record<string, string | number | boolean> {
  const values: Record<string, string | number | boolean> = {
    email: `p.${i}@clearlake.example`,
    first_name: 'Pat',
    last_name: `Number${i}`,
    language: i % 4 === 0 ? 'es' : 'en',
    date_of_birth: '1960-04-12',
    plan: 'Gold',
    age: 20 + (i % 60),
    overdue: i % 3 === 0,
  };
  for (let k = 0; k < 12; k++) values[`field_${k}`] = `some value of the field ${(i * 31 + k) % 1000}`;
  return values;
}
