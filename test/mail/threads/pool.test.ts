import { describe, expect, it, onTestFinished } from 'vitest';
import { type PoolOptions, openPool } from '#mail/threads/pool.ts';
import { TaskFailed } from '#mail/threads/task.ts';
import type { testTasks } from './test-tasks.ts';

const script = new URL('./test-thread.ts', import.meta.url);

function pool(options: PoolOptions = {}) {
  const opened = openPool<ReturnType<typeof testTasks>>(script, options);
  onTestFinished(() => opened.stop());
  return opened;
}

/** The code a job failed with, and whether it is the thread's fault. */
async function codeOf(job: Promise<unknown>): Promise<[string, boolean]> {
  try {
    await job;
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error;
    expect(JSON.stringify(error) + error.message + String(error.stack)).not.toContain('canary');
    return [error.code, error.ofTheThread];
  }
  throw new Error('The job succeeded.');
}

describe('a job that fails', () => {
  it('fails with its code, and no word of what it was given', async () => {
    const threads = pool();
    expect(await codeOf(threads.run('refuse', 'key-unfit'))).toEqual(['key-unfit', false]);
    expect(await codeOf(threads.run('quote', 'Metformin-canary-7731'))).toEqual(['failed', false]);
  });

  it('does not fail those that travel with it, nor does one whose input or answer cannot travel', async () => {
    const threads = pool({ threads: 1 });
    const results = await Promise.allSettled([
      threads.run('double', 1),
      threads.run('refuse', 'no'),
      // @ts-expect-error a function cannot cross: that the compiler says so too is tested
      threads.run('double', () => 1),
      threads.run('double', 2),
    ]);
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(results[2]).toMatchObject({ reason: { code: 'input-not-carried' } });
    const mixed = await Promise.allSettled([threads.run('double', 3), threads.run('unsendable', undefined)]);
    expect(mixed.map((one) => one.status)).toEqual(['fulfilled', 'rejected']);
    expect(mixed[1]).toMatchObject({ reason: { code: 'answer-not-carried' } });
  });
});

describe('a thread that dies', () => {
  it.each(['crash', 'exit'] as const)('by %s fails the jobs it held and is replaced', async (way) => {
    const threads = pool({ threads: 1 });
    const { threadId } = await threads.run('double', 1);
    const held = [threads.run(way, undefined), threads.run('later', 60_000)];
    expect(await Promise.all(held.map(codeOf))).toEqual([
      ['thread-died', true],
      ['thread-died', true],
    ]);
    const after = await threads.run('double', 21);
    expect(after.twice).toBe(42);
    expect(after.threadId).not.toBe(threadId);
  });

  it('by our hand, because it answers nothing, is told apart from one that fell', async () => {
    const threads = pool({ threads: 1, limitMs: 2_000 });
    expect(await codeOf(threads.run('hang', undefined))).toEqual(['thread-slow', true]);
    expect(await threads.run('double', 4)).toMatchObject({ twice: 8 });
  });

  it('before it ever started fails what waits instead of being started for ever', async () => {
    const threads = openPool<ReturnType<typeof testTasks>>(new URL('./no-such-thread.ts', import.meta.url));
    expect(await codeOf(threads.run('double', 1))).toEqual(['thread-died', true]);
    await threads.stop();
  });
});

describe('the pool', () => {
  it('shares many jobs among its threads and answers each its own', async () => {
    const threads = pool({ threads: 2 });
    const results = await Promise.all(Array.from({ length: 500 }, (_, i) => threads.run('double', i)));
    expect(results.map((one) => one.twice)).toEqual(Array.from({ length: 500 }, (_, i) => 2 * i));
    const slow = await Promise.all(Array.from({ length: 300 }, () => threads.run('later', 20)));
    expect(new Set(slow.map((one) => one.threadId)).size).toBe(2);
  });

  it('carries bytes whole both ways, small and large, and leaves a buffer with its owner unless it is handed over', async () => {
    const threads = pool();
    for (const size of [0, 3, 5_000, 200_000]) {
      const { made } = await threads.run('bytes', { size, fill: 7 });
      expect(made.length).toBe(size);
      expect(made.every((byte) => byte === 7)).toBe(true);
    }
    const mine = new Uint8Array(100_000);
    expect(await threads.run('length', mine)).toBe(100_000);
    expect(mine.length).toBe(100_000);
    expect(await threads.run('length', mine, [mine.buffer])).toBe(100_000);
    expect(mine.length).toBe(0);
  });

  it('lets no more into its queue than it holds, and does them all', async () => {
    const threads = pool({ threads: 1, queue: 4 });
    const results = await Promise.all(Array.from({ length: 100 }, (_, i) => threads.run('double', i)));
    expect(results.map((one) => one.done)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
  });

  it('finishes what it has when it is stopped, and takes nothing more', async () => {
    const threads = pool({ threads: 1, queue: 2 });
    const running = Array.from({ length: 10 }, (_, i) => threads.run('later', i));
    const stopped = threads.stop();
    expect(await codeOf(threads.run('double', 1))).toEqual(['threads-stopped', true]);
    expect((await Promise.all(running)).map((one) => one.ms)).toEqual(Array.from({ length: 10 }, (_, i) => i));
    await stopped;
  });
});
