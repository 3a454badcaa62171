import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { Failure } from '../failure.ts';
import type { Graph } from './model.ts';

/** A date a ready journey cannot know, such as when a class begins, and the settings that follow from it. */
export const question = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,30}$/),
  label: z.string().min(1).max(120),
  fields: z
    .array(
      z.strictObject({
        step: z.string(),
        field: z.string(),
        /** Signed ISO 8601 duration from the answer, and the time of day. */
        offset: z.string(),
        time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      }),
    )
    .min(1),
});
export type Question = z.infer<typeof question>;

/**
 * The drawing with its dates worked out from the answers (local date-times, by the question's id). A question without an
 * answer leaves the drawing's own dates. @throws Failure INVALID_INPUT for an answer that is no date-time.
 */
export function answered(
  graph: Graph,
  questions: readonly Question[],
  answers: Readonly<Record<string, string>>,
): Graph {
  const set = new Map<string, Record<string, string>>();
  for (const { id, fields } of questions) {
    const answer = answers[id];
    if (answer === undefined) continue;
    const day = dayOf(answer, id);
    for (const { step, field, offset, time } of fields)
      set.set(step, { ...set.get(step), [field]: `${day.add(Temporal.Duration.from(offset)).toString()}T${time}` });
  }
  return { ...graph, steps: graph.steps.map((step) => ({ ...step, config: { ...step.config, ...set.get(step.id) } })) };
}

function dayOf(answer: string, id: string): Temporal.PlainDate {
  try {
    return Temporal.PlainDateTime.from(answer).toPlainDate();
  } catch {
    throw new Failure('INVALID_INPUT', { answer: id }, 'Give the date like 2027-03-18T10:00.');
  }
}
