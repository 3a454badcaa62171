import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Worker processes, started as production starts them, each started again the moment it ends. */
export interface Workers {
  /** Resolves when all are up. */
  ready(): Promise<void>;
  /** Kills one with -9, chosen by 0 ≤ `choice` < 1. Answers whether it was up, or still starting. */
  kill(choice: number): Promise<{ up: boolean }>;
  /** How many ended by themselves. */
  fell(): number;
  stop(): Promise<void>;
}

interface Slot {
  child: ChildProcess;
  up: boolean;
  killed: boolean;
}

export function startWorkers(count: number, env: Record<string, string>, logs: string): Workers {
  let stopping = false;
  let fell = 0;
  const slots: Slot[] = [];
  const begin = (n: number) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', 'server/cli/main.ts', 'serve', '--role', 'worker'],
      {
        cwd: root,
        env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
        stdio: ['ignore', 'pipe', openSync(join(logs, `worker-${n}.log`), 'a')],
      },
    );
    const slot: Slot = { child, up: false, killed: false };
    slots[n] = slot;
    child.stdout!.on('data', (text: Buffer) => {
      if (text.includes('Stepwell is ready')) slot.up = true;
    });
    child.once('exit', () => {
      if (stopping) return;
      if (!slot.killed) fell++;
      if (fell > 20) throw new Error(`The workers do not stay up; see ${logs}`);
      begin(n);
    });
  };
  for (let n = 0; n < count; n++) begin(n);
  return {
    async ready() {
      for (const end = Date.now() + 180_000; Date.now() < end;) {
        if (slots.every(({ up }) => up)) return;
        await new Promise((next) => setTimeout(next, 50));
      }
      throw new Error('the workers were not ready in time');
    },
    async kill(choice) {
      const slot = slots[Math.floor(choice * slots.length)]!;
      const gone = new Promise((done) => slot.child.once('exit', done));
      slot.killed = true;
      const { up } = slot;
      slot.child.kill('SIGKILL');
      await gone;
      return { up };
    },
    fell: () => fell,
    async stop() {
      stopping = true;
      await Promise.all(
        slots.map(async ({ child }) => {
          if (child.exitCode !== null || child.signalCode !== null) return;
          const gone = new Promise((done) => child.once('exit', done));
          child.kill('SIGTERM');
          const last = setTimeout(() => child.kill('SIGKILL'), 20_000);
          await gone;
          clearTimeout(last);
        }),
      );
    },
  };
}
