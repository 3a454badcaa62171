import { Worker } from 'node:worker_threads';
import { type AnswerBatch, type JobBatch, TaskFailed } from './task.ts';

/** A job on its way, and whom to tell. */
export interface Job {
  task: string;
  input: unknown;
  transfer: readonly ArrayBuffer[];
  resolve(value: unknown): void;
  reject(error: TaskFailed): void;
}

export interface Thread {
  /** False until it has loaded what it needs. */
  readonly ready: boolean;
  /** Batches it has not answered yet. */
  readonly outstanding: number;
  send(jobs: readonly Job[]): void;
  /** Ends it now; jobs it holds fail with `thread-died`. */
  end(): Promise<void>;
}

interface Told {
  /** It became ready, or answered: it can take more. */
  onFree: () => void;
  /** It is gone, its jobs are failed. `ready`: whether it had ever been ready. */
  onGone: (thread: Thread, ready: boolean) => void;
}

/**
 * Starts a thread on a script that calls `serveTasks`. It keeps the process alive only while it is busy, and one that
 * answers nothing for `limitMs` is killed.
 */
export function startThread(script: URL, limitMs: number, { onFree, onGone }: Told): Thread {
  const worker = new Worker(script, {
    resourceLimits: { maxOldGenerationSizeMb: 512 },
    // Nothing in the thread needs the environment, which holds secrets.
    env: {},
  });
  const batches = new Map<number, readonly Job[]>();
  let nextId = 1;
  let ready = false;
  let gone = false;
  let timer: NodeJS.Timeout | undefined;

  const thread: Thread = {
    get ready() {
      return ready;
    },
    get outstanding() {
      return batches.size;
    },
    send(jobs) {
      const batch: JobBatch = { id: nextId++, jobs: jobs.map(({ task, input }) => ({ task, input })) };
      try {
        worker.postMessage(
          batch,
          jobs.flatMap((job) => [...job.transfer]),
        );
      } catch {
        // One input cannot be carried: it must not take the others with it.
        if (jobs.length > 1) for (const job of jobs) thread.send([job]);
        else jobs[0]?.reject(new TaskFailed('input-not-carried'));
        return;
      }
      batches.set(batch.id, jobs);
      if (batches.size === 1) {
        worker.ref();
        watch();
      }
    },
    async end() {
      lose('thread-died');
      await worker.terminate();
    },
  };

  function watch(): void {
    clearTimeout(timer);
    if (!ready || batches.size > 0) timer = setTimeout(() => lose('thread-slow'), limitMs);
  }

  function lose(code: string): void {
    if (gone) return;
    gone = true;
    clearTimeout(timer);
    void worker.terminate();
    for (const jobs of batches.values()) for (const job of jobs) job.reject(new TaskFailed(code));
    batches.clear();
    onGone(thread, ready);
  }

  worker.on('message', (message: 'ready' | AnswerBatch) => {
    if (gone) return;
    if (message === 'ready') {
      ready = true;
      worker.unref();
      watch();
    } else {
      const jobs = batches.get(message.id) ?? [];
      batches.delete(message.id);
      if (batches.size === 0) worker.unref();
      watch();
      jobs.forEach((job, i) => {
        const answer = message.answers[i];
        if (answer?.ok) job.resolve(answer.value);
        else job.reject(new TaskFailed(answer?.code ?? 'failed'));
      });
    }
    onFree();
  });
  // What is thrown there may quote its input, so only that it died is kept.
  worker.on('error', () => lose('thread-died'));
  worker.on('messageerror', () => lose('thread-died'));
  worker.on('exit', () => lose('thread-died'));
  watch();
  return thread;
}
