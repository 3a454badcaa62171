import { parentPort } from 'node:worker_threads';
import { type AnswerBatch, type JobBatch, TaskFailed, type Tasks } from './task.ts';

/**
 * Makes the thread that calls it answer jobs with these tasks. Of an error only the code goes back; any that is not a
 * `TaskFailed` is `failed`.
 */
export function serveTasks(tasks: Tasks): void {
  const port = parentPort;
  if (!port) throw new Error('Tasks are served in a worker thread only.');
  const answer = async ({ id, jobs }: JobBatch): Promise<void> => {
    const answers = await Promise.all(jobs.map((job) => answerTo(tasks, job)));
    try {
      port.postMessage({ id, answers } satisfies AnswerBatch, ownBuffers(answers));
    } catch {
      port.postMessage({ id, answers: answers.map(carried) } satisfies AnswerBatch);
    }
  };
  port.on('message', (batch: JobBatch) => void answer(batch));
  port.postMessage('ready');
}

async function answerTo(
  tasks: Tasks,
  { task, input }: JobBatch['jobs'][number],
): Promise<AnswerBatch['answers'][number]> {
  try {
    // What was posted is what the task of this name takes: `Pool.run` is typed by the same registry.
    return { ok: true, value: await tasks[task]!(input as never) };
  } catch (error) {
    return { ok: false, code: error instanceof TaskFailed ? error.code : 'failed' };
  }
}

/** The answer, unless it cannot cross: then it must not keep the others here. */
function carried(answer: AnswerBatch['answers'][number]): AnswerBatch['answers'][number] {
  try {
    return structuredClone(answer);
  } catch {
    return { ok: false, code: 'answer-not-carried' };
  }
}

/**
 * Buffers of the answers that can be handed over instead of copied: those that are all of their memory. A small Buffer
 * is a slice of memory it shares with others, which must stay.
 */
function ownBuffers(answers: AnswerBatch['answers']): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const look = (value: unknown): void => {
    if (!(value instanceof Uint8Array)) return;
    const { buffer } = value;
    if (buffer instanceof ArrayBuffer && buffer.byteLength === value.byteLength && value.byteLength >= WORTH_IT)
      found.add(buffer);
  };
  for (const answer of answers) {
    if (!answer.ok) continue;
    look(answer.value);
    if (typeof answer.value === 'object' && answer.value !== null) Object.values(answer.value).forEach(look);
  }
  return [...found];
}

/** Under this, copying costs less than the bookkeeping; it is also the size of the memory small Buffers share, and over. */
const WORTH_IT = 16_384;
