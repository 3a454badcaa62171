import { z } from 'zod';
import type { CaseOutcome, CaseState } from '../cases/machine.ts';
import { type Phi, phiClasses } from '../phi.ts';

export const attributeTypes = ['text', 'number', 'boolean', 'date', 'datetime', 'choice', 'choices'] as const;
export type AttributeType = (typeof attributeTypes)[number];

/** What a contact attribute (custom field) is. `date` is YYYY-MM-DD, `datetime` an ISO instant or local date-time. */
export const attributeDefinition = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,62}$/, 'lower-case letters, digits and _, starting with a letter'),
  label: z.string().min(1).max(80),
  type: z.enum(attributeTypes),
  phi: z.enum(phiClasses),
  choices: z.array(z.string().min(1).max(120)).max(500).default([]),
  group: z.string().max(40).default('Other'),
});
export type AttributeDefinition = z.infer<typeof attributeDefinition>;

export type AttributeValue = string | number | boolean | string[] | null;

/** A contact's attributes by key, as the core sees them: closed until a rule or a template reveals one. */
export type Attributes = Readonly<Record<string, Phi<AttributeValue>>>;

/** Something a contact did or that happened to a message of theirs. `at` is epoch milliseconds. */
export interface EventFact {
  kind: 'delivered' | 'open' | 'click' | 'bounce' | 'portal_read' | 'reply' | 'custom';
  at: number;
  human: boolean;
  /** When we heard of it; absent: when it happened. */
  recordedAt?: number | undefined;
  /** An open or click that is being judged human or automated until then. It counts for nothing before (`human` is false). */
  heldUntil?: number | undefined;
  journey?: string | undefined;
  step?: string | undefined;
  template?: string | undefined;
  message?: string | undefined;
  link?: string | undefined;
  /** A custom event's name; of a bounce, its RFC 3463 code when one is known. */
  name?: string | undefined;
}

/** An attribute that was changed. Never the value. */
export interface ChangeFact {
  attribute: string;
  /** The contact's revision it replaced: orders changes whatever the clock did. */
  revision: number;
  /** Epoch milliseconds. */
  at: number;
  /** Enrollments whose own steps made it; none for a change from outside. */
  by: readonly string[];
}

export interface MessageFact {
  id: string;
  journey?: string | undefined;
  step?: string | undefined;
  template: string;
  method: 'tls' | 'smime' | 'pgp' | 'portal' | 'drop' | 'none';
  state: string;
  at: number;
  /** Why it ended so: a code. */
  reason?: string | undefined;
  /** Which visit of which enrollment sent it; a resend is of the same. */
  enrollment?: string | undefined;
  visit?: number | undefined;
  resend?: boolean | undefined;
}

/** The case of a message that was not delivered. `since`: when it came into this state, epoch milliseconds. */
export interface CaseFact {
  message: string;
  state: CaseState;
  outcome: CaseOutcome | null;
  since: number;
}

/** Everything the single-contact evaluator may look at. `segments` are the ones journeys add to (sets). */
export interface ContactFacts {
  contactId: string;
  attributes: Attributes;
  lists: ReadonlySet<string>;
  segments: ReadonlySet<string>;
  events: readonly EventFact[];
  messages: readonly MessageFact[];
  /** Recent changes of attributes; loaded when a wait for one lies ahead. */
  changes?: readonly ChangeFact[] | undefined;
  /** Ids and names of journeys the contact is or was in; loaded when a go-to leads to another journey. */
  journeys?: ReadonlySet<string> | undefined;
  /** Loaded when a non-delivery case step lies ahead. */
  cases?: readonly CaseFact[] | undefined;
}

/** What exists in this installation: names to check against and rules to expand. */
export interface Vocabulary {
  attributes: ReadonlyMap<string, AttributeDefinition>;
  lists: ReadonlySet<string>;
  /** Rule segments carry their filter; set segments (added to by journeys) carry `null`. */
  segments: ReadonlyMap<string, import('./ast.ts').Filter | null>;
}
