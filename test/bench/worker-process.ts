import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import type { Ground } from './ground.ts';

export interface Order {
  /** Claims to stop after; the batches under way are finished. */
  atLeast: number;
  /** Batches under way at once. */
  hands: number;
}

const answer = z.object({
  claimed: z.number(),
  ms: z.number(),
  /** SQL statements sent, the transactions' own among them. */
  statements: z.number(),
  /** The most this process has ever held, megabytes. */
  maxRssMb: z.number(),
});
export type Answer = z.infer<typeof answer>;

export interface WorkerProcess {
  walk(order: Order): Promise<Answer>;
  stop(): Promise<void>;
}

/** A worker in a process of its own, started the way ours are, that walks when told to. */
export function startWorker({ url, keys }: Ground): WorkerProcess {
  const child = fork(join(import.meta.dirname, 'worker.ts'), {
    env: { ...process.env, DATABASE_URL: url, KEYS: keys.map((key) => key.toString('hex')).join(':') },
  });
  const ended = once(child, 'exit');
  return {
    async walk(order) {
      child.send(order);
      const heard = await Promise.race([once(child, 'message'), ended.then(() => null)]);
      if (heard === null) throw new Error('The worker ended before it answered.');
      return answer.parse(heard[0]);
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
