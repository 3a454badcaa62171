import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#db/free-port.ts';

/** The real application, started as a newcomer would start it, on a directory of its own. */
export interface App {
  url: string;
  /** What it printed so far. */
  output(): string;
  stop(): Promise<void>;
}

export async function startApp(): Promise<App> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-e2e-'));
  const port = await freePort();
  const root = join(import.meta.dirname, '..', '..');
  const child: ChildProcess = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      STEPWELL_DATA_DIR: directory,
      NODE_ENV: 'development',
      VITEST: undefined,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout!.on('data', (chunk) => (output += String(chunk)));
  child.stderr!.on('data', (chunk) => (output += String(chunk)));
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  for (const until = Date.now() + 240_000; !output.includes(`Stepwell is ready at ${url}`);) {
    if (Date.now() > until || child.exitCode !== null) throw new Error(`The application did not start:\n${output}`);
    await new Promise((next) => setTimeout(next, 250));
  }
  return {
    url,
    output: () => output,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
