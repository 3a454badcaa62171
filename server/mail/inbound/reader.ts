import { Worker } from 'node:worker_threads';
import { type MailauthLookup, mailauthLookup } from '#mail/probe/mailauth-lookup.ts';
import type { Resolver } from '#mail/probe/resolver.ts';
import type { Origin } from './authenticate.ts';
import type { ReadMail } from './read.ts';
import type { DnsAnswer, ReadAnswer, ReadRequest } from './read-worker.ts';

export type ReadOutcome = { mail: ReadMail } | { problem: 'too-large' | 'too-deep' | 'too-slow' | 'unreadable' };

/** A thread of its own that reads one mail after another, and is killed with the mail that holds it up. */
export interface InboundReader {
  read(bytes: Uint8Array, origin: Origin): Promise<ReadOutcome>;
  stop(): Promise<void>;
}

interface Job {
  request: ReadRequest;
  done: (outcome: ReadOutcome) => void;
  fail: (error: Error) => void;
}

const START_MS = 20_000;
const LIMITS = { readMs: 10_000, memoryMb: 192 };

/**
 * Opens a reader. It has no environment and no memory but its own; names are looked up for it by `resolver`. What takes
 * longer or more memory than `limits` ends its thread and is answered `too-slow` or `unreadable`; the next mail gets
 * a fresh one.
 */
export function openReader(resolver: Resolver, limits: Partial<typeof LIMITS> = {}): InboundReader {
  const { readMs, memoryMb } = { ...LIMITS, ...limits };
  const lookup = mailauthLookup(resolver);
  const waiting: Job[] = [];
  let running: { worker: Worker; ready: boolean } | null = null;
  let current: Job | null = null;
  let timer: NodeJS.Timeout | undefined;
  let nextId = 1;

  const next = (): void => {
    if (current || waiting.length === 0) return;
    running ??= start();
    if (!running.ready) return;
    current = waiting.shift()!;
    running.worker.ref();
    post(running.worker, current.request);
    timer = setTimeout(() => replace({ problem: 'too-slow' }), readMs);
  };

  const finish = (outcome: ReadOutcome): void => {
    clearTimeout(timer);
    running?.worker.unref();
    const job = current;
    current = null;
    job?.done(outcome);
    next();
  };

  /** Ends the thread; what it was at is answered, the rest goes to a fresh one. */
  const replace = (outcome: ReadOutcome): void => {
    const dead = running;
    running = null;
    void dead?.worker.terminate();
    finish(outcome);
  };

  const start = () => {
    const worker = new Worker(new URL('./read-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
      env: {},
    });
    const mine = { worker, ready: false };
    const late = setTimeout(() => broken(mine, new Error('The reading thread did not start.')), START_MS);
    worker.on('message', (answer: ReadAnswer) => {
      if (mine !== running) return;
      if (answer.kind === 'ready') {
        clearTimeout(late);
        mine.ready = true;
        worker.unref();
        next();
      } else if (answer.kind === 'dns') {
        void answerDns(lookup, answer).then((found) => post(worker, found));
      } else if (answer.id === current?.request.id) {
        finish(answer.kind === 'read' ? { mail: answer.mail } : { problem: answer.problem });
      }
    });
    worker.on('error', (error) => {
      clearTimeout(late);
      broken(mine, error instanceof Error ? error : new Error('The reading thread failed.'));
    });
    return mine;
  };

  /** A thread that dies of a mail answers for that mail; one that cannot even start is our own fault. */
  const broken = (which: object, error: Error): void => {
    if (which !== running) return;
    if (current) return replace({ problem: 'unreadable' });
    running = null;
    for (const job of waiting.splice(0)) job.fail(error);
  };

  return {
    read: (bytes, origin) =>
      new Promise((done, fail) => {
        waiting.push({ request: { kind: 'read', id: nextId++, bytes, origin }, done, fail });
        next();
      }),
    async stop() {
      clearTimeout(timer);
      const ended = running?.worker;
      running = null;
      for (const job of [...(current ? [current] : []), ...waiting.splice(0)])
        job.fail(new Error('The reader was stopped.'));
      current = null;
      await ended?.terminate();
    },
  };
}

function post(worker: Worker, message: ReadRequest | DnsAnswer): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  worker.postMessage(message);
}

async function answerDns(
  lookup: MailauthLookup,
  { id, name, type }: Extract<ReadAnswer, { kind: 'dns' }>,
): Promise<DnsAnswer> {
  try {
    return { kind: 'dns', id, records: await lookup(name, type), code: null };
  } catch (error) {
    return {
      kind: 'dns',
      id,
      records: null,
      code: error instanceof Error && 'code' in error ? String(error.code) : '',
    };
  }
}
