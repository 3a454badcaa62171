import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import postgres from 'postgres';
import { type Launcher, launcher } from './launcher.ts';
import { forgetDead, livingServer, stopServer } from './postmaster.ts';
import { freePort } from './free-port.ts';

/** A running embedded PostgreSQL. */
export interface Embedded {
  /** For the maintenance database `postgres`; other databases differ only in the path. */
  url: string;
  /** True when the server was already up, left by an earlier start. */
  reused: boolean;
  /**
   * Fast shutdown: rolls open transactions back, writes a checkpoint, ends. `immediate` (proofs only) ends as a crash does:
   * no checkpoint, and the next start recovers from the log.
   */
  stop(how?: 'fast' | 'immediate'): Promise<void>;
}

interface Options {
  /** Where the cluster, its password and its log live. Made when missing. */
  directory: string;
  /** False (tests only) turns fsync off. */
  durable: boolean;
  /** Calls the start off; what was started by then is stopped again. */
  signal?: AbortSignal;
  /** Where to listen; any free port when absent. */
  port?: number;
}

const PATIENCE_MS = 60_000;

/**
 * Starts PostgreSQL from the npm package's binaries, or reuses the one this directory already runs (left by a killed
 * start, possibly still recovering). Listens on loopback with a random password, with data checksums. PostgreSQL
 * refuses to run as root; the launcher sees to that.
 *
 * @throws Error with one clear line when the directory cannot be used or the server does not come up.
 */
export async function startEmbedded({ directory, durable, signal, port: wanted }: Options): Promise<Embedded> {
  const home = resolve(directory);
  const data = join(home, 'cluster');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const run = await launcher(home);
  refuseForeign(data, run);
  if (!existsSync(data)) await initialize(home, data, run, durable, signal);
  const password = readFileSync(join(home, 'password'), 'utf8').trim();
  const urlAt = (port: number) => `postgres://stepwell:${password}@127.0.0.1:${port}/postgres`;

  const living = await findLiving(data, urlAt, signal);
  if (living) return { url: urlAt(living.port), reused: true, stop: (how) => stopServer(living.pid, how) };

  forgetDead(data);
  const port = wanted ?? (await freePort());
  const log = openSync(join(home, 'postgres.log'), 'a', 0o600);
  const child = run.start('postgres', ['-D', data, '-p', String(port), ...settings(durable)], log);
  const fate = { ended: false };
  child.once('exit', () => (fate.ended = true));
  child.once('error', () => (fate.ended = true));
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if (signal?.aborted || fate.ended) break;
    if (await answers(urlAt(port))) {
      child.unref();
      const pid = livingServer(data)?.pid ?? child.pid!;
      return { url: urlAt(port), reused: false, stop: (how) => stopServer(pid, how) };
    }
    await pause(100);
  }
  if (!fate.ended && child.pid) await stopServer(livingServer(data)?.pid ?? child.pid);
  if (signal?.aborted) throw new Error('The start of the embedded PostgreSQL was called off.');
  // Someone else may have won a race for this very directory; then theirs is the one to use.
  const other = await findLiving(data, urlAt, signal);
  if (other) return { url: urlAt(other.port), reused: true, stop: (how) => stopServer(other.pid, how) };
  throw new Error(`The embedded PostgreSQL did not start; see ${join(home, 'postgres.log')}`);
}

/** Creates the database `name` when it is missing and gives its URL. */
export async function ensureDatabase(url: string, name: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql.unsafe(`create database "${name.replaceAll('"', '""')}"`);
  } finally {
    await sql.end();
  }
  const to = new URL(url);
  to.pathname = `/${name}`;
  return to.href;
}

/** Makes the cluster beside its place and moves it there when complete: a start killed half-way leaves none behind. */
async function initialize(home: string, data: string, run: Launcher, durable: boolean, signal?: AbortSignal) {
  for (const left of readdirSync(home)) {
    if (left.startsWith('making-')) rmSync(join(home, left), { recursive: true, force: true });
  }
  const passwordFile = join(home, 'password');
  if (!existsSync(passwordFile)) writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
  const making = join(home, `making-${process.pid}`);
  run.own(home);
  const made = await run.finish(
    'initdb',
    ['-D', making, '-U', 'stepwell', `--pwfile=${passwordFile}`, '-A', 'scram-sha-256']
      .concat(['--data-checksums', '-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'])
      .concat(durable ? [] : ['--no-sync']),
    signal,
  );
  if (made.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    throw new Error(`The embedded PostgreSQL could not be created in ${home}: ${lastLine(made.stderr)}`);
  }
  renameSync(making, data);
}

/** What the server runs with. Its log never quotes a statement or a parameter: they hold patients' data. */
function settings(durable: boolean): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '4GB',
    checkpoint_timeout: '15min',
    log_statement: 'none',
    log_min_error_statement: 'panic',
    log_parameter_max_length_on_error: '0',
    log_error_verbosity: 'terse',
    password_encryption: 'scram-sha-256',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** Waits while a living server of this cluster is still recovering. Null: there is none. */
async function findLiving(data: string, urlAt: (port: number) => string, signal?: AbortSignal) {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    signal?.throwIfAborted();
    const living = livingServer(data);
    if (!living) return null;
    if (living.port > 0 && (await answers(urlAt(living.port)))) return living;
    await pause(200);
  }
  return null;
}

/** PostgreSQL only opens a cluster of its own account's; say so before it does, in words. */
function refuseForeign(data: string, run: Launcher): void {
  if (!existsSync(data) || run.owner === null) return;
  const { uid } = statSync(data);
  if (uid !== run.owner) {
    throw new Error(
      `The data in ${data} belongs to another account (uid ${uid}, not ${run.owner}). Start as that one, or set STEPWELL_DATA_DIR.`,
    );
  }
}

async function answers(url: string): Promise<boolean> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, onnotice: () => {} });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((next) => setTimeout(next, ms));
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return lines.findLast((line) => line.trim()) ?? 'no output';
}
