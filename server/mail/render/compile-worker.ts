import { parentPort } from 'node:worker_threads';
import type { AttributeDefinition } from '#core/segment/fields.ts';
import { Failure } from '#core/failure.ts';
import { type Compiled, compileHere, isError, type TemplateSource } from './compile-here.ts';
import { type MergeValues, type Rendered, type RenderableVersion, renderMessage } from './render.ts';
import { sampleValues } from './sample.ts';

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
  /** With a sample: attribute keys without which the mail is not sent. */
  required: string[];
}

const port = parentPort;
if (!port) throw new Error('compile-worker.ts runs as a worker thread only.');

port.on('message', (request: CompileRequest) => {
  void answer(request).then((result) => port.postMessage(result));
});
port.postMessage('ready');

async function answer({ id, source, definitions, sample }: CompileRequest): Promise<CompileAnswer> {
  const compiled = await compileHere(source, definitions);
  if (!sample || compiled.findings.some(isError)) return { id, compiled, rendered: null, required: [] };
  const version = { ...compiled, id: `draft:${id}` };
  const whole = sampleValues(definitions, 'full');
  const required = compiled.fields.filter((field) => {
    const without = { ...whole, contact: { ...whole.contact, [field]: null } };
    return 'missing' in tryRender(version, without);
  });
  const result = tryRender(version, sample);
  if (!('missing' in result)) return { id, compiled, rendered: result, required };
  compiled.findings.push({
    severity: 'warning',
    code: 'template.sample-missing',
    message: `This sample contact has no value for ${result.missing}, so the mail would not be sent to them. Give the field a default or put it under a condition.`,
    field: 'mjml',
  });
  return { id, compiled, rendered: null, required };
}

function tryRender(version: RenderableVersion, values: MergeValues): Rendered | { missing: string } {
  try {
    return renderMessage(version, values, null);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    const field = cause.details['field'];
    return { missing: typeof field === 'string' ? field : 'a field' };
  }
}
