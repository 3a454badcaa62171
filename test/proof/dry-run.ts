import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { ensureDatabase, startEmbedded } from '#db/embedded.ts';
import { openCleanup } from '#server/cleanup.ts';
import { readEnv } from '#server/env.ts';
import { openInstallation } from '#server/installation.ts';
import { equality } from '#test/rehearsal/equality.ts';

/**
 * Proves that a dry run is what will happen: the rehearsal of 10,000 contacts equals the real engine's run on the same
 * virtual clock, trace for trace. A database of its own, without fsync: nothing here is about surviving.
 */
const { values } = parseArgs({ options: { n: { type: 'string' }, seed: { type: 'string' } } });
const n = Number(values.n ?? 10_000);
const seed = Number(values.seed ?? 20_260_302);
const directory = mkdtempSync(join(tmpdir(), 'stepwell-dry-run-'));
const log = pino({ level: 'silent' });
const cleanup = openCleanup(new AbortController().signal, log);
const server = await startEmbedded({ directory: join(directory, 'postgres'), durable: false });
let failed = true;
try {
  process.stderr.write(`seed ${seed}: ${n} contacts\n`);
  const url = await ensureDatabase(server.url, 'proof');
  const env = readEnv({
    DATABASE_URL: url,
    STEPWELL_DATA_DIR: join(directory, 'data'),
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
  });
  const { services } = await openInstallation(env, log, cleanup, { owner: false });
  const { differences, ends, methods, tampered, ...figures } = await equality(services, { n, seed });
  for (const line of differences) process.stderr.write(`${line}\n`);
  process.stderr.write(`${JSON.stringify({ ends, methods, tampered })}\n`);
  // A comparison that finds nothing when something was changed would prove nothing.
  const blind = Object.values(tampered).filter((differing) => differing === 0).length;
  failed = figures.differing > 0 || blind > 0;
  process.stdout.write(`${JSON.stringify({ ...figures, blind })}\n`);
} finally {
  await cleanup.run();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
process.exit(failed ? 1 : 0);
