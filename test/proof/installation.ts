import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { openCleanup } from '#server/cleanup.ts';
import { readEnv } from '#server/env.ts';
import { openInstallation } from '#server/installation.ts';
import type { Services } from '#api/services.ts';
import { type Database, openDatabase } from '#store/database.ts';
import { freePort } from '#db/free-port.ts';

const root = join(import.meta.dirname, '..', '..');

/** An installation of the proof's own: started as people start it, killed as machines do. */
export interface ProofInstallation {
  directory: string;
  start(): Promise<void>;
  /** Kills the application with -9; `database` also kills PostgreSQL. */
  kill(what: { database: boolean }): Promise<void>;
  stop(): Promise<void>;
}

const READY_MS = 180_000;

export function proofInstallation(directory: string): ProofInstallation {
  let app: ChildProcess | null = null;
  return {
    directory,
    async start() {
      const port = await freePort();
      const child = spawn(process.execPath, [...process.execArgv, 'server/cli/main.ts', 'serve'], {
        cwd: root,
        env: { ...process.env, PORT: String(port), STEPWELL_DATA_DIR: directory, LOG_LEVEL: 'warn', NODE_ENV: 'test' },
        detached: true,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      app = child;
      await new Promise<void>((done, fail) => {
        const timer = setTimeout(() => fail(new Error('the application was not ready in time')), READY_MS);
        child.stdout?.on('data', (text: Buffer) => {
          if (!text.includes('Stepwell is ready')) return;
          clearTimeout(timer);
          done();
        });
        child.once('exit', (code) => fail(new Error(`the application ended with ${code}`)));
      });
    },
    async kill({ database }) {
      if (app?.pid) {
        const gone = new Promise((done) => app?.once('exit', done));
        process.kill(-app.pid, 'SIGKILL');
        await gone;
        app = null;
      }
      const postmaster = database ? postmasterOf(directory) : null;
      if (postmaster === null) return;
      process.kill(postmaster, 'SIGKILL');
      // Its backends notice by themselves; until they are gone a new server cannot take the directory.
      await new Promise((next) => setTimeout(next, 1_500));
    },
    async stop() {
      if (app?.pid) {
        const gone = new Promise((done) => app?.once('exit', done));
        process.kill(app.pid, 'SIGTERM');
        await gone;
        app = null;
      }
      const postmaster = postmasterOf(directory);
      if (postmaster !== null) process.kill(postmaster, 'SIGINT');
    },
  };
}

/** Runs `work` on the installation's own database and keys. The application may be running meanwhile. */
export async function within<T>(directory: string, work: (services: Services) => Promise<T>): Promise<T> {
  const env = readEnv({ STEPWELL_DATA_DIR: directory, NODE_ENV: 'test', LOG_LEVEL: 'silent' });
  const log = pino({ level: 'silent' });
  const cleanup = openCleanup(new AbortController().signal, log);
  try {
    const { services } = await openInstallation(env, log, cleanup, { owner: false });
    return await work(services);
  } finally {
    await cleanup.run();
  }
}

/** Looks into the database beside the running application. */
export async function peek<T>(directory: string, look: (sql: Database['sql']) => Promise<T>): Promise<T> {
  const home = join(directory, 'postgres');
  const port = readFileSync(join(home, 'cluster', 'postmaster.pid'), 'utf8').split('\n')[3]!;
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  const db = openDatabase(`postgres://stepwell:${password}@127.0.0.1:${port}/stepwell`, 1);
  try {
    return await look(db.sql);
  } finally {
    await db.close();
  }
}

function postmasterOf(directory: string): number | null {
  const file = join(directory, 'postgres', 'cluster', 'postmaster.pid');
  if (!existsSync(file)) return null;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    process.kill(pid, 0);
    return pid;
  } catch {
    return null;
  }
}
