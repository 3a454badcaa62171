import { Failure } from '../failure.ts';
import { checkShape } from './check-shape.ts';
import { liftGraph } from './lift.ts';
import { type Graph, graph } from './model.ts';
import { prepare } from './prepare.ts';

/**
 * A journey file, read strictly: what cannot be walked is refused with the step named, before anything is stored.
 * Whether the names in it exist in this installation is another question; publishing asks it.
 *
 * @throws Failure JOURNEY_FILE_INVALID, details: `step` where one is at fault, `problem`, and `issues` by path.
 */
export function readJourneyFile(value: unknown): Graph {
  const file = readGraph(value);
  prepare(file);
  const broken = checkShape(file).find(({ severity, step }) => severity === 'error' && step !== undefined);
  if (broken) {
    const sentence = `The step “${broken.step}” cannot be used: ${broken.message}`;
    throw new Failure('JOURNEY_FILE_INVALID', { step: broken.step, problem: broken.code }, sentence);
  }
  return file;
}

/**
 * A graph as it was written down, its steps' settings upgraded to what they are today.
 * @throws Failure JOURNEY_FILE_INVALID as `readJourneyFile`, for its shape alone.
 */
export function readGraph(value: unknown): Graph {
  const parsed = graph.safeParse(value);
  if (!parsed.success) throw unreadable(value, parsed.error.issues);
  return liftGraph(parsed.data);
}

/** The same, or null for what this Stepwell cannot read. */
export function readable(value: unknown): Graph | null {
  try {
    return readGraph(value);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

interface Issue {
  path: PropertyKey[];
  code?: string | undefined;
  message: string;
}

function unreadable(value: unknown, found: readonly Issue[]): Failure {
  const issues = found.slice(0, 20).map((issue) => ({
    path: issue.path.join('.'),
    code: issue.code ?? 'invalid',
    message: issue.message,
  }));
  const [first] = found;
  const [list, index, ...rest] = first?.path ?? [];
  const step = list === 'steps' && typeof index === 'number' ? stepName(value, index) : undefined;
  const where = step === undefined ? (first?.path.join('.') ?? '') : `the step “${step}”, ${rest.join('.')}`;
  const sentence = `The journey file cannot be read: ${where || 'the file'}: ${first?.message ?? 'not valid'}.`;
  return new Failure(
    'JOURNEY_FILE_INVALID',
    { problem: 'shape', ...(step === undefined ? {} : { step }), issues },
    sentence,
  );
}

/** How the file itself calls its step; its place when it has no id. */
function stepName(value: unknown, index: number): string {
  if (typeof value !== 'object' || value === null || !('steps' in value) || !Array.isArray(value.steps)) return '';
  const step: unknown = value.steps[index];
  const id = typeof step === 'object' && step !== null && 'id' in step ? step.id : undefined;
  return typeof id === 'string' ? id.slice(0, 63) : `number ${index + 1}`;
}
