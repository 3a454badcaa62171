import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll } from 'vitest';
import type { Services } from '#api/services.ts';
import { uuidv7 } from '#core/id.ts';
import { fileKeyProvider } from '#seal/key-provider.ts';
import { dnsResolver } from '#mail/probe/dns-resolver.ts';
import { openMailThreads } from '#mail/threads/mail-threads.ts';
import { openSeal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { mailboxReader } from '#server/mailbox/reader.ts';
import { migrateJobs, queueJob } from '#server/jobs.ts';
import { campaignReach } from '#server/rehearsal/campaign-reach.ts';
import { testRun } from '#server/rehearsal/test-run.ts';
import { testDatabase } from '#test/support/database.ts';

/** What the application is given, over a database and a data directory of this test file's own. */
export async function testServices(): Promise<Services & { url: string }> {
  const db = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'stepwell-data-'));
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
  const log = pino({ level: 'silent' });
  await migrateJobs(db.url, log);
  const seal = await openSeal(db.sql, fileKeyProvider(join(dataDir, 'key'), true));
  const threads = openMailThreads();
  afterAll(() => threads.stop());
  const services: Services & { url: string } = {
    db,
    url: db.url,
    seal,
    log,
    config: { publicUrl: 'http://127.0.0.1:4600', dataDir, delivery: 'mailbox', demo: true },
    now: () => now(db.sql),
    resolver: dnsResolver([{ host: '127.0.0.1', port: 9, validating: false }]),
    threads,
    newId: () => uuidv7(Date.now(), randomBytes(10)),
    testRun: (ask) => testRun(services, ask),
    campaignReach: (plan, budgetMs) => campaignReach(services, plan, budgetMs),
    addJob: (name, payload, key) => queueJob(db.sql, name, payload, key),
  };
  services.mailbox = mailboxReader(services);
  return services;
}
