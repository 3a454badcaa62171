import { z } from 'zod';

/**
 * What a version decides about people who came to stand where they stand under the version before it. Stored with the
 * version and as immutable; the walk applies it to each person when it next comes to them, so it is true also of
 * someone whom the walk comes to several versions later.
 */

const stepId = z.string().min(1).max(63);

/** What a person chooses for those who stand at a step that is gone, or has become another kind of step. */
export const choiceSchema = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('move'),
      to: stepId.describe('A step of the new version.'),
      again: z
        .boolean()
        .optional()
        .describe(
          'For those who have been at that step before: true lets them through it again, false completes them as `loop_prevented`. Needed only if there are any.',
        ),
    })
    .describe('They come to that step now.'),
  z
    .strictObject({
      kind: z.literal('skip'),
      outlet: z.string().max(63).optional().describe('Default: “timeout” or “otherwise” where there is one.'),
    })
    .describe('They leave by this outlet of the old step now, to the next step that is still there.'),
  z.strictObject({ kind: z.literal('exit') }).describe('They leave the journey, with the reason `step_removed`.'),
  z
    .strictObject({ kind: z.literal('begin') })
    .describe('Only where the step has become another kind: they begin it anew.'),
]);
export type Choice = z.infer<typeof choiceSchema>;

/** By step id. */
export const choicesSchema = z.record(stepId, choiceSchema);
export type Choices = z.infer<typeof choicesSchema>;

const decision = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('move'), to: stepId, again: z.boolean() }),
  /** `to` is where the outlet led, past what is gone; null when it leads to nothing that is left: they complete. */
  z.strictObject({ kind: z.literal('skip'), outlet: z.string().nullable(), to: stepId.nullable() }),
  z.strictObject({ kind: z.literal('exit') }),
  z.strictObject({ kind: z.literal('begin') }),
]);
export type Decision = z.infer<typeof decision>;

export const versionPlanSchema = z.strictObject({
  /** For every step of the version before that is gone or has become another kind, whether anyone stood there or not. */
  decisions: z.record(z.string(), decision),
  /** Steps whose people are looked at again at once, by settings that are not what they were: gone, or changed. */
  touched: z.array(z.string()),
  /** Everyone who waits is looked at, wherever: other exit criteria may let them leave now, another time zone moves their time. */
  everyone: z.boolean().default(false),
  /** Who was in flight when it was published stays on the version before, until released. */
  pin: z.boolean(),
  /**
   * Messages one send step may make for one enrollment, whatever versions it has come through: for the breaker. Null for what
   * this version's drawing alone allows.
   */
  sendsPerStep: z.int().min(1).nullable(),
  /**
   * By step: attributes that people who come there may have been chosen by under older versions, besides those its own
   * drawing says. A message from there is classed by them too. Null: not known, so by the worst that is possible.
   */
  carried: z.record(z.string(), z.array(z.string())).nullable().default({}),
});
export type VersionPlan = z.infer<typeof versionPlanSchema>;

/** The plan of a first version, and of one that changes nothing for anybody. */
export const NO_PLAN: VersionPlan = {
  decisions: {},
  touched: [],
  everyone: false,
  pin: false,
  sendsPerStep: null,
  carried: {},
};
