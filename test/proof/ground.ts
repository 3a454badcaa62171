import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { z } from 'zod';
import { type Embedded, ensureDatabase, startEmbedded } from '#db/embedded.ts';
import { freePort } from '#db/free-port.ts';
import { openCleanup } from '#server/cleanup.ts';
import { readEnv } from '#server/env.ts';
import { openInstallation } from '#server/installation.ts';
import { makeIdentity } from '#server/mailbox/certificate.ts';
import type { Services } from '#api/services.ts';

/** Where all mail of the proof is taken. */
const HOST = 'mx.sink.example';
const YESTERDAY = 86_400_000;

/** What the proof's workers live on: a PostgreSQL outside of them, durable, and the recipients' mail server. */
export interface Ground {
  directory: string;
  /** What the sink wrote down, one JSON object a line. */
  record: string;
  /** Environment of a worker: as in production, but for the private network and the authority made here. */
  env: Record<string, string>;
  url: string;
  /** Mails the sink has taken, and how many of those it never answered. */
  taken(): { accepted: number; lost: number };
  /** Resolves at the first mail taken from now on. */
  nextTaken: () => Promise<void>;
  postgres: { stopImmediately(): Promise<void>; start(): Promise<void> };
  /** Runs `work` with the installation's own services. */
  within<T>(work: (services: Services) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

const counted = z.object({ accepted: z.number(), lost: z.number() });
const listening = z.object({ smtp: z.number(), dns: z.number() });

export async function openGround({ lose, seed }: { lose: number; seed: number }): Promise<Ground> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-proof-'));
  const home = join(directory, 'postgres');
  const port = await freePort();
  const startPostgres = () => startEmbedded({ directory: home, durable: true, port });
  let embedded: Embedded = await startPostgres();
  const url = await ensureDatabase(embedded.url, 'stepwell');

  const valid = { from: Date.now() - YESTERDAY, days: 30 };
  const authority = await makeIdentity({ kind: 'authority', name: 'Authority of the proof' }, null, valid);
  const host = await makeIdentity({ kind: 'host', name: HOST }, authority, valid);
  const at = (name: string) => join(directory, name);
  writeFileSync(at('authority.crt'), authority.certificate);
  writeFileSync(at('sink.crt'), host.certificate);
  writeFileSync(at('sink.key'), host.privateKey, { mode: 0o600 });
  mkdirSync(at('data'), { mode: 0o700 });
  const sink = fork(
    join(import.meta.dirname, 'sink.ts'),
    ['--record', at('taken.jsonl'), '--identity', at('sink'), '--host', HOST, '--lose', String(lose)].concat([
      '--seed',
      String(seed),
    ]),
    { execArgv: ['--disable-warning=ExperimentalWarning'] },
  );
  const [first] = (await once(sink, 'message')) as unknown[];
  const ports = listening.parse(first);
  let taken = { accepted: 0, lost: 0 };
  let hopes: (() => void)[] = [];
  sink.on('message', (message) => {
    taken = counted.parse(message);
    for (const hope of hopes) hope();
    hopes = [];
  });
  const env = {
    NODE_ENV: 'test',
    LOG_LEVEL: 'warn',
    DATABASE_URL: url,
    STEPWELL_DATA_DIR: at('data'),
    DELIVERY: 'direct',
    DELIVERY_PORT: String(ports.smtp),
    DNS_SERVERS: `127.0.0.1:${ports.dns}`,
    TLS_CA_FILE: at('authority.crt'),
    ALLOW_PRIVATE_NETWORKS: '1',
    PUBLIC_URL: 'https://stepwell.example',
  };
  return {
    directory,
    record: at('taken.jsonl'),
    env,
    url,
    taken: () => taken,
    nextTaken: () => new Promise((done) => hopes.push(done)),
    postgres: {
      async stopImmediately() {
        await embedded.stop('immediate');
      },
      async start() {
        embedded = await startPostgres();
      },
    },
    async within(work) {
      const log = pino({ level: 'silent' });
      const cleanup = openCleanup(new AbortController().signal, log);
      try {
        const { services } = await openInstallation(readEnv({ ...env, LOG_LEVEL: 'silent' }), log, cleanup, {
          owner: false,
        });
        return await work(services);
      } finally {
        await cleanup.run();
      }
    },
    async stop() {
      sink.disconnect();
      await embedded.stop();
    },
  };
}
