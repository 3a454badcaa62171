import { Worker } from 'node:worker_threads';
import type { AttributeDefinition, Vocabulary } from '#core/segment/fields.ts';
import type { Compiled, TemplateSource } from './compile-here.ts';
import type { CompileAnswer, CompileRequest } from './compile-worker.ts';
import type { MergeValues, Rendered } from './render.ts';

interface Pending {
  request: CompileRequest;
  limitMs: number;
  resolve(answer: CompileAnswer): void;
  reject(error: Error): void;
}

interface Running {
  worker: Worker;
  ready: boolean;
}

/** How long an author's text may keep the compile thread busy before the thread is killed. */
const LIMIT_MS = 10_000;
/** A thread that has not started by then never will. */
const START_MS = 60_000;

let running: Running | null = null;
let current: Pending | null = null;
let timer: NodeJS.Timeout | undefined;
let nextId = 1;
const waiting: Pending[] = [];

/**
 * MJML to HTML with everything checked, in a thread of its own that is killed when it takes too long or too much
 * memory. Never throws for what an author wrote: problems are `findings`, and one of severity `error` means that
 * the result must not be published.
 */
export async function compileTemplate(
  source: TemplateSource,
  vocabulary: Pick<Vocabulary, 'attributes'>,
  limitMs = LIMIT_MS,
): Promise<Compiled> {
  return (await ask(source, vocabulary, null, limitMs)).compiled;
}

/** The same, rendered for a sample contact; `rendered` is null when there are errors or the sample lacks a value. */
export async function previewTemplate(
  source: TemplateSource,
  vocabulary: Pick<Vocabulary, 'attributes'>,
  sample: MergeValues,
): Promise<{ compiled: Compiled; rendered: Rendered | null; required: string[] }> {
  return ask(source, vocabulary, sample, LIMIT_MS);
}

function ask(
  source: TemplateSource,
  vocabulary: Pick<Vocabulary, 'attributes'>,
  sample: MergeValues | null,
  limitMs: number,
): Promise<CompileAnswer> {
  const definitions: AttributeDefinition[] = [...vocabulary.attributes.values()];
  const { subject, preheader, mjml } = source;
  return new Promise((resolve, reject) => {
    const request = { id: nextId++, source: { subject, preheader, mjml }, definitions, sample };
    waiting.push({ request, limitMs, resolve, reject });
    next();
  });
}

/** One request at a time: the limit counts from when the thread really begins with it. */
function next(): void {
  if (current || waiting.length === 0) return;
  running ??= start();
  if (!running.ready) return;
  current = waiting.shift()!;
  running.worker.ref();
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  running.worker.postMessage(current.request);
  timer = setTimeout(
    () => give('template.too-slow', 'This template takes too long to compile. Make it simpler.'),
    current.limitMs,
  );
}

function start(): Running {
  const worker = new Worker(new URL('./compile-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: 384 },
    // Nothing in the thread needs the environment, which holds secrets.
    env: {},
  });
  const mine: Running = { worker, ready: false };
  const startTimer = setTimeout(() => fail(mine, new Error('The compile thread did not start.')), START_MS);
  worker.on('message', (message: 'ready' | CompileAnswer) => {
    if (mine !== running) return;
    if (message === 'ready') {
      clearTimeout(startTimer);
      mine.ready = true;
      worker.unref();
      return next();
    }
    if (message.id === current?.request.id) finish(message);
  });
  worker.on('error', (error: unknown) => {
    clearTimeout(startTimer);
    fail(mine, error instanceof Error ? error : new Error('The compile thread failed.'));
  });
  return mine;
}

function finish(answer: CompileAnswer): void {
  clearTimeout(timer);
  running?.worker.unref();
  const done = current;
  current = null;
  done?.resolve(answer);
  next();
}

/** Too much memory or recursion is the template's doing; anything else is ours and must not look like a finding. */
function fail(which: Running, error: Error): void {
  if (which !== running) return;
  current ??= waiting.shift() ?? null;
  const heavy = error instanceof RangeError || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY');
  if (heavy) return give('template.too-heavy', TOO_HEAVY);
  running = null;
  clearTimeout(timer);
  const failed = current;
  current = null;
  failed?.reject(error);
  next();
}

const TOO_HEAVY = 'This template could not be compiled: it is nested too deeply or needs too much memory.';

/** Kills the thread, answers the request it was busy with, and goes on with a fresh thread. */
function give(code: string, message: string): void {
  const dead = running;
  running = null;
  void dead?.worker.terminate();
  const id = current?.request.id ?? 0;
  finish({
    id,
    rendered: null,
    required: [],
    compiled: {
      subject: '',
      html: '',
      text: '',
      fields: [],
      links: [],
      phi: 'P2',
      findings: [{ severity: 'error', code, message, field: 'mjml' }],
    },
  });
}
