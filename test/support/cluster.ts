import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import { ensureDatabase } from '#db/embedded.ts';
import type { TestProject } from 'vitest/node';

/** Vitest global set-up: one cluster for the whole run, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-test-'));
  const cluster = await startEmbedded({ directory, durable: false });
  const template = `template_${randomBytes(4).toString('hex')}`;
  await migrate(await ensureDatabase(cluster.url, template));
  const sql = postgres(cluster.url, { max: 1, onnotice: () => {} });
  await sql.unsafe(`alter database ${template} with is_template true allow_connections false`);
  await sql.end();
  project.provide('clusterUrl', cluster.url);
  project.provide('templateDatabase', template);
  return async () => {
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

declare module 'vitest' {
  interface ProvidedContext {
    clusterUrl: string;
    templateDatabase: string;
  }
}
