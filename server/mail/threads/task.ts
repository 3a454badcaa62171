/**
 * What a thread can be asked to do: one argument, one answer, both of what `structuredClone` carries. Anything that goes
 * wrong with the input is thrown as `TaskFailed` with a code.
 */
export type Tasks = Readonly<Record<string, (input: never) => unknown>>;

export type TaskName<T extends Tasks> = keyof T & string;
export type InputOf<T extends Tasks, K extends TaskName<T>> = Parameters<T[K]>[0];
export type AnswerOf<T extends Tasks, K extends TaskName<T>> = Cloned<Awaited<ReturnType<T[K]>>>;

/** What is left of a value that crossed a thread: a Buffer arrives as the bytes it is made of. */
export type Cloned<T> = T extends Uint8Array
  ? Uint8Array<ArrayBuffer>
  : T extends (...args: never) => unknown
    ? never
    : T extends object
      ? { [K in keyof T]: Cloned<T[K]> }
      : T;

/** Codes of the pool itself. None of them says anything about the input: the same job may well succeed later. */
const OF_THE_THREAD = ['thread-died', 'thread-slow', 'threads-stopped'] as const;

/** A job did not succeed. Carries a code and nothing else: what a library says about its input can quote a patient. */
export class TaskFailed extends Error {
  override readonly name = 'TaskFailed';
  readonly code: string;
  constructor(code: string) {
    super(`A job in a mail thread failed (${code}).`);
    this.code = code;
  }

  /** The thread was at fault, not what it was given: to be tried again later, and held against no key. */
  get ofTheThread(): boolean {
    return OF_THE_THREAD.some((one) => one === this.code);
  }
}

/** Main thread to mail thread: jobs that one message carries. */
export interface JobBatch {
  id: number;
  jobs: { task: string; input: unknown }[];
}

/** Mail thread to main thread, in the order of the jobs. */
export interface AnswerBatch {
  id: number;
  answers: ({ ok: true; value: unknown } | { ok: false; code: string })[];
}
