import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export interface Postmaster {
  pid: number;
  /** 0 while it has not yet written which one. */
  port: number;
}

/**
 * Process and port of the server that holds this cluster, if its lock file names a living PostgreSQL of this very
 * directory. After a restart of the machine the number may belong to something else.
 */
export function livingServer(data: string): Postmaster | null {
  try {
    const [first, , , port] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(first);
    if (!Number.isInteger(pid) || pid <= 1 || zombie(pid) || !serves(pid, data)) return null;
    return { pid, port: Number(port) || 0 };
  } catch {
    return null;
  }
}

/** Removes the lock file of a server that is gone, which PostgreSQL would believe if its number is in use again. */
export function forgetDead(data: string): void {
  if (!livingServer(data)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Fast or immediate shutdown; waits until the server is gone, at most half a minute. */
export async function stopServer(pid: number, how: 'fast' | 'immediate' = 'fast'): Promise<void> {
  try {
    process.kill(pid, how === 'fast' ? 'SIGINT' : 'SIGQUIT');
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

function serves(pid: number, data: string): boolean {
  process.kill(pid, 0);
  if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
  // Nothing there tells quickly what a process was started with; PostgreSQL itself refuses a cluster in use.
  if (process.platform === 'win32') return true;
  return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(data);
}

function zombie(pid: number): boolean {
  try {
    if (process.platform === 'linux') return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    if (process.platform === 'win32') return false;
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return true;
  }
}
