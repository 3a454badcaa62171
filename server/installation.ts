import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { ensureDatabase, startEmbedded } from '#db/embedded.ts';
import { migrate } from '#db/migrate.ts';
import type { Services } from '#api/services.ts';
import { uuidv7 } from '#core/id.ts';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { openMailThreads } from '#mail/threads/mail-threads.ts';
import { fileKeyProvider } from '#seal/key-provider.ts';
import { openSeal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { openDatabase } from '#store/database.ts';
import type { Env } from './env.ts';
import { mailboxReader } from './mailbox/reader.ts';
import { nameServers } from './name-servers.ts';
import { checkDirectory } from './directory.ts';
import { claimDirectory } from './directory-lock.ts';
import { migrateJobs, queueJob } from './jobs.ts';
import { campaignReach } from './rehearsal/campaign-reach.ts';
import { testRun } from './rehearsal/test-run.ts';
import { type Cleanup, StartError } from './cleanup.ts';

export interface Installation {
  services: Services;
  /** The database's address, for libraries that open their own connections. */
  url: string;
}

/**
 * Opens what every command needs: the database (the embedded one started or found running), migrated, and the seal.
 * What it opens is closed by `cleanup`. `owner` says whether this process is the application itself, of which one
 * data directory holds only one.
 *
 * @throws StartError with one clear line.
 */
export async function openInstallation(
  env: Env,
  log: Logger,
  cleanup: Cleanup,
  { owner }: { owner: boolean },
): Promise<Installation> {
  checkDirectory(env.dataDir);
  const url = env.databaseUrl ?? (await embeddedUrl(env, cleanup, owner));
  await checkDatabase(url, env.databaseUrl === null);
  cleanup.check();
  await migrate(url);
  await migrateJobs(url, log);
  cleanup.check();
  const db = openDatabase(url);
  cleanup.add('database', () => db.close());
  const seal = await inOneLine(() => openSeal(db.sql, fileKeyProvider(env.keyFile, env.createKey)));
  const threads = openMailThreads();
  cleanup.add('mail threads', () => threads.stop());
  const services: Services = {
    db,
    seal,
    log,
    config: {
      publicUrl: env.publicUrl,
      dataDir: env.dataDir,
      delivery: env.delivery,
      sendingHost: env.sendingHost ?? undefined,
      demo: env.demo,
      inbound: env.inbound !== null,
      allowPrivateNetworks: env.allowPrivateNetworks,
    },
    now: () => now(db.sql),
    resolver: dnsResolver(nameServers(env)),
    threads,
    newId: () => uuidv7(Date.now(), randomBytes(10)),
    testRun: (ask) => testRun(services, ask),
    campaignReach: (plan, budgetMs) => campaignReach(services, plan, budgetMs),
    addJob: (name, payload, key) => queueJob(db.sql, name, payload, key),
  };
  if (env.demo) services.mailbox = mailboxReader(services);
  return { services, url };
}

async function embeddedUrl(env: Env, cleanup: Cleanup, owner: boolean): Promise<string> {
  const directory = join(env.dataDir, 'postgres');
  const embedded = await inOneLine(() => startEmbedded({ directory, durable: true, signal: cleanup.signal }));
  // A server that was already up is another command's to stop, unless that one was killed and we now own it.
  if (owner || !embedded.reused) {
    const release = await claimDirectory(embedded.url, env.dataDir, owner ? () => {} : () => embedded.stop());
    cleanup.add('embedded PostgreSQL', async () => {
      await release();
      await embedded.stop();
    });
  }
  return ensureDatabase(embedded.url, 'stepwell');
}

/** Our own plain errors speak for themselves; a driver's, which may quote data, stays what it is. */
async function inOneLine<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && error.name === 'Error' && !('code' in error)) throw new StartError(error.message);
    throw error;
  }
}

async function checkDatabase(url: string, embedded: boolean): Promise<void> {
  const db = openDatabase(url, 1);
  try {
    const [row] = await db.sql<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
    if (row!.version < 150_000) throw new StartError('Stepwell needs PostgreSQL 15 or newer.');
  } catch (error) {
    if (error instanceof StartError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
    const which = embedded ? 'The embedded PostgreSQL' : 'DATABASE_URL';
    throw new StartError(`${which}: the database cannot be used (${reason(code)}).`);
  } finally {
    await db.close();
  }
}

function reason(code: string): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'nothing answers at this host and port',
    ENOTFOUND: 'the host is not known',
    EAI_AGAIN: 'the host is not known',
    CONNECT_TIMEOUT: 'no answer in time',
    '28P01': 'user or password is wrong',
    '28000': 'user or password is wrong',
    '3D000': 'there is no such database',
  };
  return words[code] ?? code;
}
