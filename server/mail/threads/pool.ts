import { availableParallelism } from 'node:os';
import { type AnswerOf, type InputOf, TaskFailed, type TaskName, type Tasks } from './task.ts';
import { type Job, type Thread, startThread } from './thread.ts';

export interface Pool<T extends Tasks> {
  /**
   * Runs one task in a thread. Calls of the same moment travel together. When the queue is full it waits for room, so a
   * caller that awaits its jobs cannot fill memory. `transfer`: buffers handed over, which the caller must not use again.
   * @throws TaskFailed with the task's own code, or `thread-died`, `thread-slow`, `threads-stopped`: then `ofTheThread`.
   */
  run<K extends TaskName<T>>(task: K, input: InputOf<T, K>, transfer?: readonly ArrayBuffer[]): Promise<AnswerOf<T, K>>;
  /** Takes nothing new, finishes what it has, ends the threads. */
  stop(): Promise<void>;
}

export interface PoolOptions {
  /** Most threads; by default one for each core but one, which the main thread keeps, and at least 1. */
  threads?: number;
  /** Most jobs that wait in the queue; more wait outside it. */
  queue?: number;
  /** A thread that answers nothing for so many milliseconds is killed. */
  limitMs?: number;
}

/** A thread has its next jobs at hand when it is done with these, and never more: what waits there cannot be moved. */
const AHEAD = 2;
const MOST_IN_A_BATCH = 32;

/** A pool of threads over a script that calls `serveTasks`. Threads start when there is work, and are replaced when they die. */
export function openPool<T extends Tasks>(script: URL, options: PoolOptions = {}): Pool<T> {
  const { threads: most = spareCores(), queue = 1_024, limitMs = 60_000 } = options;
  const threads = new Set<Thread>();
  const waiting: Job[] = [];
  /** Callers outside the queue. */
  const outside: (() => void)[] = [];
  /** Jobs in the queue and those let in that are about to be. */
  let admitted = 0;
  let unanswered = 0;
  let scheduled = false;
  let stopping = false;
  let drained: (() => void) | null = null;

  /** At the end of the moment, so that what is asked together is sent together. */
  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    queueMicrotask(() => {
      scheduled = false;
      dispatch();
    });
  }

  function dispatch(): void {
    while (waiting.length > 0) {
      const thread = leastBusy(threads);
      if (!thread) break;
      const share = Math.ceil(waiting.length / most);
      const jobs = waiting.splice(0, Math.min(share, MOST_IN_A_BATCH));
      admitted -= jobs.length;
      thread.send(jobs);
    }
    while (outside.length > 0 && admitted < queue) {
      admitted++;
      outside.shift()!();
    }
    let free = [...threads].filter((thread) => thread.outstanding === 0).length;
    for (; threads.size < most && free < waiting.length; free++)
      threads.add(startThread(script, limitMs, { onFree: schedule, onGone }));
  }

  function onGone(thread: Thread, ready: boolean): void {
    threads.delete(thread);
    // A script that cannot even start would be started for ever.
    if (!ready && threads.size === 0) {
      admitted -= waiting.length;
      for (const job of waiting.splice(0)) job.reject(new TaskFailed('thread-died'));
    }
    schedule();
  }

  function settled(): void {
    unanswered--;
    if (unanswered === 0) drained?.();
  }

  async function admit(): Promise<void> {
    if (admitted < queue) admitted++;
    else await new Promise<void>((resolve) => outside.push(resolve));
  }

  return {
    async run(task, input, transfer = []) {
      if (stopping) throw new TaskFailed('threads-stopped');
      unanswered++;
      try {
        await admit();
        // The answer is what the task of this name gives: the thread runs the same registry that types it.
        return (await new Promise<unknown>((resolve, reject) => {
          waiting.push({ task, input, transfer, resolve, reject });
          schedule();
        })) as AnswerOf<T, typeof task>;
      } finally {
        settled();
      }
    },
    async stop() {
      stopping = true;
      if (unanswered > 0) await new Promise<void>((resolve) => (drained = resolve));
      await Promise.all([...threads].map((thread) => thread.end()));
    },
  };
}

function leastBusy(threads: Iterable<Thread>): Thread | null {
  let best: Thread | null = null;
  for (const thread of threads) {
    if (!thread.ready || thread.outstanding >= AHEAD) continue;
    if (!best || thread.outstanding < best.outstanding) best = thread;
  }
  return best;
}

function spareCores(): number {
  return Math.max(1, availableParallelism() - 1);
}
