import { z } from 'zod';
import { messageStates } from '#db/schema/messages.ts';
import { methods } from '#core/delivery/facts.ts';
import { filterSchema } from '#core/segment/ast.ts';

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

export const messageSummary = z.object({
  id: z.string(),
  contact: z.string(),
  journey: z.string().nullable(),
  step: z.string(),
  template: z.string(),
  state: z.enum(messageStates),
  phi: z.string().nullable(),
  method: z.enum([...methods, 'none']).nullable(),
  reason: z.string().nullable(),
  attempts: z.number(),
  queuedAt: instant,
  finishedAt: instantOrNull,
});

export const doneSchema = z.object({ done: z.literal(true) });
