import { z } from 'zod';
import { filterSchema } from '../segment/ast.ts';

/**
 * A journey as it is drawn, stored and exchanged: the same JSON in the draft row, in an immutable version and in a
 * journey file. Step configs are checked against their step type by `check`, so a half-drawn journey can be saved.
 */
export const STEP_ID = /^[a-z][a-z0-9-]{0,62}$/;

export const stepNode = z.strictObject({
  id: z.string().regex(STEP_ID, 'lower-case letters, digits and -, starting with a letter'),
  type: z.string().min(1).max(40),
  name: z.string().max(120),
  note: z.string().max(2000).optional(),
  /** Of its type, by which `config` was written; absent means the first. See lift.ts. */
  version: z.int().min(1).max(1000).optional(),
  config: z.record(z.string(), z.unknown()),
});
export type StepNode = z.infer<typeof stepNode>;

export const edge = z.strictObject({
  /** A step id, or `trigger` for the journey's entry. */
  from: z.string(),
  outlet: z.string(),
  to: z.string(),
});
export type Edge = z.infer<typeof edge>;

/**
 * One way in; a journey may have several. `type` and `config` are checked against their trigger type (core/triggers), so
 * that a half-drawn one can be saved. `filter` is the audience ("Who"): only contacts it matches enter.
 */
export const trigger = z.strictObject({
  type: z.string().min(1).max(40),
  config: z.record(z.string(), z.unknown()).default({}),
  filter: filterSchema.optional(),
});
export type Trigger = z.infer<typeof trigger>;

/**
 * Whether a contact may enter again. `never`: once in a lifetime. `key`: once for each value of that attribute (or, by
 * an event, of its property of that name). `per: occurrence`: once for each occurrence of the date that let them in, the
 * year of a yearly one; by any other way in, once in a lifetime.
 */
export const reentry = z.union([
  z.literal('never'),
  z.strictObject({ key: z.string().min(1) }),
  z.strictObject({ per: z.literal('occurrence') }),
]);
export type Reentry = z.infer<typeof reentry>;

export const journeySettings = z.strictObject({
  /** Name of the sender identity every send uses unless its step names another. */
  sender: z.string().optional(),
  priority: z.int().min(1).max(9).default(5),
  reentry: reentry.default('never'),
  /** IANA zone for waits, unless a wait says it uses the contact's own. */
  timezone: z.string().default('America/Chicago'),
  /** Checked before every step; a contact that matches any of them leaves with `exit_criteria`. */
  exit: z.array(filterSchema).max(20).default([]),
});
export type JourneySettings = z.infer<typeof journeySettings>;

export const graph = z.strictObject({
  stepwell: z.literal(1),
  name: z.string().min(1).max(120),
  triggers: z.array(trigger).max(10),
  settings: journeySettings,
  steps: z.array(stepNode).max(2000),
  edges: z.array(edge).max(6000),
  /** Positions, only when someone chose free layout. Never part of the hash or the diff. */
  layout: z.record(z.string(), z.strictObject({ x: z.number(), y: z.number() })).default({}),
});
export type Graph = z.infer<typeof graph>;

/** The id edges use for the journey's entry. */
export const TRIGGER = 'trigger';
/** The trigger's only outlet. */
export const ENTERED = 'entered';
