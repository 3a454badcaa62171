import { parentPort } from 'node:worker_threads';
import type { AttributeDefinition } from '#core/segment/fields.ts';
import { Failure } from '#core/failure.ts';
import { type Compiled, compileHere, isError, type TemplateSource } from './compile-here.ts';
import { type MergeValues, type Rendered, renderMessage } from './render.ts';

/** Asked of the worker: compile, and render with `sample` when one is given. */
export interface CompileRequest {
  id: number;
  source: TemplateSource;
  definitions: AttributeDefinition[];
  sample: MergeValues | null;
}

export interface CompileAnswer {
  id: number;
  compiled: Compiled;
  /** Null without a sample, with errors, or when the sample lacks a value the template prints. */
  rendered: Rendered | null;
}

const port = parentPort;
if (!port) throw new Error('compile-worker.ts runs as a worker thread only.');

port.on('message', (request: CompileRequest) => {
  void answer(request).then((result) => port.postMessage(result));
});
port.postMessage('ready');

async function answer({ id, source, definitions, sample }: CompileRequest): Promise<CompileAnswer> {
  const compiled = await compileHere(source, definitions);
  if (!sample || compiled.findings.some(isError)) return { id, compiled, rendered: null };
  try {
    return { id, compiled, rendered: renderMessage({ ...compiled, id: `draft:${id}` }, sample, null) };
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const field = typeof cause.details['field'] === 'string' ? cause.details['field'] : 'a field';
    compiled.findings.push({
      severity: 'warning',
      code: 'template.sample-missing',
      message: `The sample contact has no value for ${field}. A real contact without one would not be sent this mail; give it a default or a condition.`,
      field: 'mjml',
    });
    return { id, compiled, rendered: null };
  }
}
