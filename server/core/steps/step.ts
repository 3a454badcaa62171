import type { z } from 'zod';
import type { AttributeChange } from '../contact/change-value.ts';
import type { CaseCause } from '../cases/causes.ts';
import type { Finding } from '../finding.ts';
import type { Graph, JourneySettings, StepNode } from '../graph/model.ts';
import type { ExitReason, Standing, Wake } from '../run/state.ts';
import type { Filter } from '../segment/ast.ts';
import type { LastSend } from '../segment/engagement.ts';
import type { Attributes, AttributeValue, ContactFacts, Vocabulary } from '../segment/fields.ts';

/** Something the shell must do because a contact passed a step. Closed: the engine handles each, exhaustively. */
export type Command =
  | SendCommand
  | { kind: 'add-to-segment'; segment: string }
  | { kind: 'remove-from-segment'; segment: string }
  | { kind: 'update-attribute'; step: string; attribute: string; change: AttributeChange }
  | WebhookCommand
  | { kind: 'enter-journey'; journey: string }
  | OpenCase
  /** The watch over a resend ended with nothing come back: its case is over. */
  | { kind: 'close-case'; message: string };

/** A message failed for good: somebody has to look after it. One case per message, however often it is asked for. */
export interface OpenCase {
  kind: 'open-case';
  /** Id of the message that failed, and the send step it is of. */
  message: string;
  send: string;
  /** The step that opens it. */
  step: string;
  cause: CaseCause;
  /** RFC 3463 code, when one is known. */
  code: string | null;
  queue: string | null;
  note: string | null;
  /** When it counts as overdue, epoch milliseconds. */
  dueAt: number;
}

/** One email to one contact, as the step asked for it; the outbox keeps the same fields. */
export interface SendCommand {
  kind: 'send';
  step: string;
  visit: number;
  template: string;
  sender: string | null;
  purpose: Purpose;
  guard: Filter | null;
  sealedOnly: boolean;
  portalOnly: boolean;
  tlsExclusive: boolean;
}

/** One call of an endpoint for one visit. The attributes are kept and sent only where a BAA covers the endpoint. */
export interface WebhookCommand {
  kind: 'webhook';
  step: string;
  visit: number;
  endpoint: string;
  /** The “type” the receiver is told. */
  event: string;
  attributes: Attributes;
  /** Epoch milliseconds: when the contact goes on without an answer, so that nothing is sent after it. */
  until: number | null;
}

export const purposes = ['treatment', 'operations', 'marketing', 'paid-marketing'] as const;
export type Purpose = (typeof purposes)[number];

/** What a step answers. Closed. */
export type Outcome =
  /** `keep`: the enrollment remembers having taken this outlet (`took`), however often it comes by. */
  /** `heard`: what it waited for is used up to this mark, so that no occurrence answers two waits of one enrollment. */
  | { kind: 'go'; outlet: string; keep?: true; heard?: { key: string; upTo: number } | undefined }
  /** Jump without an edge (go-to). The walk refuses it when the step was visited more than `repeats` times before. */
  | { kind: 'jump'; to: string; repeats: number }
  /** Rest until a time, an event, or both. On the time alone the contact leaves by `onTimeout` (or `resume` decides). */
  | { kind: 'park'; until: number | null; events: readonly string[]; onTimeout: string }
  /** Hand a command to the shell, then go on as `next` says. */
  | { kind: 'perform'; command: Command; next: Outcome }
  | { kind: 'end'; reason: ExitReason };

/** All a step may know. The core never looks at a clock: `now` comes from the database. */
export interface StepContext {
  now: number;
  /** The journey's zone; `contactZone` when the contact has a valid one. */
  zone: string;
  contactZone: string | null;
  standing: Standing;
  node: StepNode;
  graph: Graph;
  facts: ContactFacts;
  vocabulary: Vocabulary;
  /** The last email of this journey to this contact; its `message` is null while it is being queued by this very walk. */
  lastSend: LastSend | null;
  /** True when the contact matches. Throws Failure SEGMENT_INVALID for unknown names. */
  matches(filter: Filter): boolean;
  attribute(key: string): AttributeValue;
  /** Whether this enrollment left this step by that outlet before, and was to remember it. */
  took(outlet: string): boolean;
  /** The mark up to which waits of this enrollment for this key were answered; -Infinity when none was. */
  heardUpTo(key: string): number;
}

/** What `check` may look at besides the config: the drawing, and what exists in this installation. */
export interface CheckContext {
  node: StepNode;
  graph: Graph;
  settings: JourneySettings;
  vocabulary: Vocabulary;
  /** Template names with what is known of their current version. */
  templates: ReadonlyMap<
    string,
    { links: readonly string[]; fields: readonly string[]; phi: string; findings: number }
  >;
  senders: ReadonlyMap<string, { verified: boolean }>;
  journeys: ReadonlyMap<string, { published: boolean }>;
  webhooks: ReadonlyMap<string, { baa: boolean }>;
  /** The organization's postal address is filled in. */
  postalAddress: boolean;
}

export interface Outlet {
  id: string;
  label: string;
}

export interface StepType<Schema extends z.ZodType = z.ZodType> {
  type: string;
  version: number;
  title: string;
  /** One sentence for the palette, the inspector and the README's table. */
  help: string;
  config: Schema;
  /** The config a freshly dropped step starts with; may be incomplete, `check` then says what is missing. */
  defaults: Record<string, unknown>;
  outlets(config: z.output<Schema>): readonly Outlet[];
  check(config: z.output<Schema>, context: CheckContext): Finding[];
  /** The filters this config holds, so facts can be loaded for a whole batch and references listed. */
  filters?(config: z.output<Schema>): readonly Filter[];
  /** Attribute keys read besides those in filters. */
  reads?(config: z.output<Schema>): readonly string[];
  /** Attribute keys changed or handed on, which decide nothing about who goes where: loaded, but no part of a message's class. */
  carries?(config: z.output<Schema>): readonly string[];
  enter(config: z.output<Schema>, context: StepContext): Outcome;
  /** Called when a parked contact is woken. Without it: `due` leaves by `onTimeout`, events are ignored. */
  resume?(config: z.output<Schema>, wake: Wake, context: StepContext): Outcome;
  /** Lifts a config written by an older `version` (1 for the first) to this one. May throw; the step is then refused. */
  upgrade?(config: Record<string, unknown>, from: number): Record<string, unknown>;
}

/** Declares a step type; exists so that a config's type flows into its functions. */
export function defineStep<Schema extends z.ZodType>(step: StepType<Schema>): StepType<Schema> {
  return step;
}
