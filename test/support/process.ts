import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';

const root = dirname(dirname(import.meta.dirname));

export interface Started {
  child: ChildProcess;
  /** Resolves with what was printed so far when `text` has been printed, or the process ended. */
  printed(text: string): Promise<string>;
  /** Resolves when the process and its streams are closed. */
  ended: Promise<{ code: number | null; out: string; err: string }>;
}

/** Runs the real command line in a process of its own, with only the environment given. */
export function runCli(args: string[], env: Record<string, string>, as: { uid?: number; gid?: number } = {}): Started {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'server/cli/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DEMO_CONTACTS: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...as,
  });
  let out = '';
  let err = '';
  const watchers = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    for (const look of watchers) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, out, err }));
  });
  return {
    child,
    ended,
    printed: (text) =>
      new Promise((done, fail) => {
        const look = () => {
          if (!out.includes(text)) return;
          watchers.delete(look);
          done(out);
        };
        watchers.add(look);
        look();
        void ended.then((end) => fail(new Error(`It ended with ${end.code} before printing "${text}": ${end.err}`)));
      }),
  };
}
