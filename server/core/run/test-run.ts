import { z } from 'zod';
import { assurances, type Decision, type DeliveryFacts } from '../delivery/facts.ts';
import { graph } from '../graph/model.ts';
import type { PhiClass } from '../phi.ts';
import type { SimulatedStep } from './simulate.ts';

const DAY_MS = 86_400_000;
const value = z.union([z.string().max(2000), z.number(), z.boolean(), z.array(z.string().max(120)).max(500), z.null()]);

/** Something a person supposes the contact does, or that is supposed to happen to them. */
export const assumedEvent = z.strictObject({
  kind: z.enum(['delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom', 'attribute', 'webhook']),
  /** Milliseconds after each sending of `step`. */
  afterSend: z
    .int()
    .min(0)
    .max(365 * DAY_MS)
    .optional(),
  step: z.string().max(63).optional(),
  link: z.string().max(2000).optional().describe('Of a click: label or address; absent means none in particular'),
  name: z.string().max(120).optional().describe('Of a custom event; of a webhook its answer, success or failure'),
  attribute: z.string().max(63).optional().describe('Which changes, for `attribute`'),
  value: value.optional().describe('What it changes to; null clears it'),
  /** Epoch milliseconds, for what happens at a moment. */
  at: z.int().optional(),
});

/** Where an invented contact gets their mail. */
const mailbox = z.strictObject({
  assurance: z.enum(assurances).default('T2').describe('What their mail server proves'),
  key: z.enum(['pgp', 'smime']).nullable().default(null),
  suppressed: z.boolean().default(false),
  authorized: z.boolean().default(false).describe('Has signed a HIPAA marketing authorization'),
});

/** An invented contact: a sample of every attribute, or of few, with some set by hand. Nobody real. */
export const syntheticContact = z.strictObject({
  sample: z.enum(['full', 'sparse', 'spanish', 'none']).default('full'),
  values: z.record(z.string().max(63), value).default({}),
  lists: z.array(z.string().max(120)).max(200).default([]),
  segments: z.array(z.string().max(120)).max(200).default([]).describe('Those that journeys add to'),
  /** What they did before they entered. */
  history: z
    .array(
      z.strictObject({
        kind: z.enum(['delivered', 'open', 'click', 'bounce', 'portal_read', 'reply', 'custom']),
        at: z.int(),
        template: z.string().max(120).optional(),
        link: z.string().max(2000).optional(),
        name: z.string().max(120).optional(),
      }),
    )
    .max(500)
    .default([]),
  mailbox: mailbox.prefault({}),
});
export type SyntheticContact = z.infer<typeof syntheticContact>;

export const testRunAsk = z.strictObject({
  graph,
  journeyId: z.uuid().nullable().default(null),
  /** The version this drawing is; null for a draft. */
  version: z.int().nullable().default(null),
  /** Epoch milliseconds; null is now. */
  start: z.int().nullable().default(null),
  /** How far the virtual clock has come: to where it began, to a moment, or (null) on to the end. */
  until: z
    .union([z.int(), z.literal('start')])
    .nullable()
    .default(null),
  events: z.array(assumedEvent).max(200).default([]),
});

export type TestRunAsk = z.infer<typeof testRunAsk> & {
  who: { contactId: string } | { synthetic: SyntheticContact };
};

/** One email of a test run: as the recipient would read it, and how it would travel. */
export interface TestEmail {
  at: number;
  template: string;
  /** Null when nothing could be rendered; `refusal` says why. */
  rendered: { subject: string; html: string; text: string } | null;
  /** What arrives in the inbox when the email itself waits in the portal. */
  notice: { subject: string; html: string; text: string } | null;
  state: string;
  /** Why it was stopped before any method was chosen: a code. */
  refusal: string | null;
  decision: Decision | null;
  facts: Pick<DeliveryFacts, 'assurance' | 'suspectedMitm' | 'suppressed' | 'permitted' | 'address'>;
  phi: PhiClass;
  because: readonly string[];
  domain: string | null;
  /** The domain's assurance has never been measured: the plan takes what is common. */
  assumed: boolean;
}

export interface TestStop extends SimulatedStep {
  email: TestEmail | null;
}

export interface TestRun {
  start: number;
  /** Where the virtual clock stands. */
  now: number;
  /** When something next happens; null at the end. */
  next: number | null;
  path: TestStop[];
}
