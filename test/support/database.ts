import { randomBytes } from 'node:crypto';
import postgres from 'postgres';
import { afterAll, inject } from 'vitest';
import { type Database, openDatabase } from '#store/database.ts';

/** A database of this test file's own, a copy of the migrated template (about 0.1 s); dropped at the end. */
export async function testDatabase(): Promise<Database & { url: string }> {
  const cluster = inject('clusterUrl');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = postgres(cluster, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name} template ${inject('templateDatabase')}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  const database = openDatabase(url.href, 8);
  afterAll(async () => {
    await database.close();
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
  });
  return { ...database, url: url.href };
}
