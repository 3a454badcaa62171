import { z } from 'zod';
import { isDuration } from '../time/duration.ts';

/**
 * One language for "who": segments, trigger audiences, branch conditions, guards, exit criteria and waits for a
 * filter all use it. Names (of segments, lists, attributes), never database ids, so a file moves between
 * installations. Unknown names are errors wherever it is used, never "everyone".
 */
export const durationSchema = z
  .string()
  .regex(
    /^P(?!$)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/,
    'an ISO 8601 duration such as P3D or PT12H',
  )
  .refine(isDuration, 'at most a hundred years');

export const attributeOperators = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'not_in',
  'contains',
  'not_contains',
  'starts_with',
  'exists',
  'not_exists',
  'before',
  'after',
  'within_last',
  'within_next',
  'more_than_ago',
] as const;
export type AttributeOperator = (typeof attributeOperators)[number];

const scalar = z.union([z.string().max(500), z.number(), z.boolean()]);

/** A test of one attribute. `within_last`, `within_next` and `more_than_ago` take a duration and apply to dates. */
export const attributeCondition = z.strictObject({
  attribute: z.string().min(1),
  op: z.enum(attributeOperators),
  value: z.union([scalar, z.array(scalar).max(1000)]).optional(),
});

export const engagementKinds = ['delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom'] as const;

/**
 * A test of what the contact did. Opens and clicks count only when judged human. `step` (a send step of the same
 * journey) and `last: true` (the last email of the journey) only make sense inside a journey; `name` is the
 * custom event's name; `link` a label given with data-label in the template, or the link's address.
 */
export const engagementCondition = z.strictObject({
  engaged: z.enum(engagementKinds),
  did: z.boolean().default(true),
  template: z.string().optional(),
  step: z.string().optional(),
  last: z.literal(true).optional(),
  link: z.string().optional(),
  name: z.string().optional(),
  within: durationSchema.optional(),
  atLeast: z.int().min(1).default(1),
});

/** The method by which the contact's last message (of this step, when given) went out. */
export const deliveryCondition = z.strictObject({
  delivery: z.enum(['tls', 'smime', 'pgp', 'portal', 'drop', 'none']),
  step: z.string().optional(),
});

export type AttributeCondition = z.infer<typeof attributeCondition>;
export type EngagementCondition = z.infer<typeof engagementCondition>;
export type DeliveryCondition = z.infer<typeof deliveryCondition>;

export type Filter =
  | { all: Filter[] }
  | { any: Filter[] }
  | { not: Filter }
  | { segment: string }
  | { list: string }
  | AttributeCondition
  | EngagementCondition
  | DeliveryCondition;

export const filterSchema: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(filterSchema).max(50) }),
    z.strictObject({ any: z.array(filterSchema).min(1).max(50) }),
    z.strictObject({ not: filterSchema }),
    z.strictObject({ segment: z.string().min(1) }),
    z.strictObject({ list: z.string().min(1) }),
    attributeCondition,
    engagementCondition,
    deliveryCondition,
  ]),
);
