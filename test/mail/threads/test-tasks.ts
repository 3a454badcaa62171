import { TaskFailed, type Tasks } from '#mail/threads/task.ts';

/** Tasks that do right and wrong in every way a task can. */
export function testTasks(threadId: number) {
  let done = 0;
  return {
    double: (n: number) => ({ twice: n * 2, threadId, done: ++done }),
    bytes: ({ size, fill }: { size: number; fill: number }) => ({ made: Buffer.alloc(size, fill) }),
    length: (bytes: Uint8Array) => bytes.length,
    refuse: (code: string) => {
      throw new TaskFailed(code);
    },
    quote: (secret: string) => {
      throw new Error(`cannot read ${secret}`);
    },
    unsendable: () => () => 1,
    crash: () => {
      process.nextTick(() => {
        throw new Error('Metformin-canary-7731');
      });
      return new Promise<never>(() => {});
    },
    exit: () => process.exit(3),
    hang: () => {
      for (;;);
    },
    later: async (ms: number) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      return { ms, threadId };
    },
  } satisfies Tasks;
}
