import type { Reason } from '#core/why/answer.ts';
import { z } from 'zod';
import { filterSchema } from '#core/segment/ast.ts';
import type { Explanation } from '#core/segment/explain.ts';

/** Shapes that more than one route takes or gives. */
export const idParams = z.strictObject({ id: z.uuid() });
export const nameParams = z.strictObject({ name: z.string().min(1).max(120) });
/** A journey by its id or its exact name. */
export const journeyParams = z.strictObject({ id: z.string().min(1).max(120).describe('Id or name') });

/** A Date in the handler, ISO 8601 in UTC on the wire. */
export const instant = z
  .date()
  .transform((at) => at.toISOString())
  .pipe(z.iso.datetime());
export const instantOrNull = z
  .date()
  .nullable()
  .transform((at) => at?.toISOString() ?? null)
  .pipe(z.iso.datetime().nullable());

/** Epoch milliseconds in the handler, ISO 8601 in UTC on the wire. */
export const moment = z
  .number()
  .transform((ms) => new Date(ms).toISOString())
  .pipe(z.iso.datetime());
export const momentOrNull = z
  .number()
  .nullable()
  .transform((ms) => (ms === null ? null : new Date(ms).toISOString()))
  .pipe(z.iso.datetime().nullable());

export const attributeValues = z.record(
  z.string().max(63),
  z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(120)).max(500), z.null()]),
);

export const findingSchema = z.object({
  severity: z.enum(['error', 'warning', 'hint']),
  code: z.string(),
  message: z.string(),
  step: z.string().optional(),
  field: z.string().optional(),
  line: z.number().optional(),
  column: z.number().optional(),
});

/** Who: a list, a segment, or a rule; by name. */
export const audienceSchema = z.union([
  z.strictObject({ list: z.string().min(1) }),
  z.strictObject({ segment: z.string().min(1) }),
  z.strictObject({ filter: filterSchema }),
]);

/** Why a contact matches or not: the rule's parts in words, each with whether it is met. */
export const explanationSchema: z.ZodType<Explanation> = z.lazy(() =>
  z.object({ text: z.string(), met: z.boolean(), children: z.array(explanationSchema) }),
);

export const doneSchema = z.object({ done: z.literal(true) });

const seen = z.union([
  z.object({ kind: z.literal('value'), key: z.string() }),
  z.object({ kind: z.literal('since'), at: momentOrNull }),
  z.object({ kind: z.literal('times'), n: z.number(), last: momentOrNull }),
  z.object({ kind: z.literal('method'), method: z.string() }),
]);

/** One condition in words, whether it was met, and what it was answered from. */
export const reasonSchema: z.ZodType<unknown, Reason> = z.lazy(() =>
  z.object({
    label: z.string(),
    text: z.string(),
    met: z.boolean(),
    seen: seen.nullable(),
    children: z.array(reasonSchema),
  }),
);
