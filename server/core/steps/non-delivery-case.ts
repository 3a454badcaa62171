import { z } from 'zod';
import { type NonDelivery, nonDelivery } from '../cases/causes.ts';
import { PORTAL_DAYS } from '../delivery/portal-life.ts';
import { durationSchema } from '../segment/ast.ts';
import type { MessageFact } from '../segment/fields.ts';
import { afterDuration } from '../time/next-fire.ts';
import { checkCase } from './non-delivery-case-check.ts';
import { defineStep, type OpenCase, type Outcome, type StepContext } from './step.ts';

const config = z.strictObject({
  send: z.string().max(63).optional().describe('A send step of this journey; absent means the last email.'),
  watch: durationSchema
    .default('P5D')
    .describe('How long after its acceptance an email may still come back, and how long a held one may wait.'),
  unreadPortal: z.boolean().optional().describe('A portal message that expires unread opens a case too.'),
  due: durationSchema.default('P3D').describe('How soon a case should be looked after; then it is overdue.'),
  queue: z.string().max(80).optional().describe('Who should take the cases, in words, such as “EOB desk”.'),
  note: z.string().max(500).optional().describe('What whoever takes a case should know. Nothing about a patient.'),
});
export type CaseConfig = z.output<typeof config>;

/**
 * For statements such as EOBs (product.md 9). Rests on what becomes of the email; a final non-delivery opens a case, once, and
 * the contact stays until people have closed it. Nothing is sent from here.
 */
export const nonDeliveryCase = defineStep({
  type: 'non-delivery-case',
  version: 1,
  title: 'Non-delivery case',
  help: 'Watches whether the email arrived; if it did not, opens a case for a person, and waits until it is settled.',
  config,
  defaults: { watch: 'P5D', due: 'P3D' },
  outlets: () => [
    { id: 'delivered', label: 'Delivered' },
    { id: 'resolved', label: 'Resent and delivered' },
    { id: 'alternative', label: 'Alternative arranged' },
  ],
  check: checkCase,
  enter: watch,
  resume: (config, _wake, context) => watch(config, context),
});

/** Worked out anew from the facts each time, whatever woke it: so a late worker or a second wake come to the same. */
function watch(config: CaseConfig, context: StepContext): Outcome {
  const found = messageOf(config, context);
  if (found === 'none') return DELIVERED;
  if (found === 'queued') return rest(config, context, null);
  const theCase = context.facts.cases?.find((one) => one.message === found.id);
  if (theCase?.state === 'closed') return { kind: 'go', outlet: OUTLETS[theCase.outcome ?? 'resolved'] };
  if (theCase?.state === 'delivered') {
    const until = afterDuration(context.zone, theCase.since, config.watch);
    if (until > context.now) return rest(config, context, until);
    return { kind: 'perform', command: { kind: 'close-case', message: found.id }, next: RESOLVED };
  }
  if (theCase) return rest(config, context, null);
  return judge(config, found, context);
}

/** No case yet: failed, still watched, or safely there. */
function judge(config: CaseConfig, message: MessageFact, context: StepContext): Outcome {
  const over = afterDuration(context.zone, message.at, config.watch);
  const failed = failure(message, context);
  if (failed && (!failed.waits || over <= context.now))
    return {
      kind: 'perform',
      command: openCase(config, message, failed, context),
      next: rest(config, context, null),
    };
  if (failed) return rest(config, context, over);
  if (MOVING.has(message.state)) return rest(config, context, null);
  // Not meant to go any more: nothing can come back of it.
  if (message.state === 'refused') return DELIVERED;
  if (over > context.now) return rest(config, context, over);
  return config.unreadPortal && message.method === 'portal' && message.state === 'sent'
    ? untilRead(config, message, context)
    : DELIVERED;
}

function failure(message: MessageFact, context: StepContext): NonDelivery | null {
  const known = nonDelivery({ state: message.state, reason: message.reason ?? null, method: message.method });
  if (known || message.state !== 'sent') return known;
  return bounceOf(message, context) ? { cause: 'late-dsn', waits: false } : null;
}

/** A delivery status that says "delayed" (4.x.x) is none. */
function bounceOf({ id }: MessageFact, { facts }: StepContext) {
  return facts.events.find((one) => one.kind === 'bounce' && one.message === id && !one.name?.startsWith('4.'));
}

function untilRead(config: CaseConfig, message: MessageFact, context: StepContext): Outcome {
  if (context.facts.events.some((one) => one.kind === 'portal_read' && one.message === message.id)) return DELIVERED;
  const expires = message.at + PORTAL_DAYS * DAY;
  if (expires > context.now) return rest(config, context, expires);
  const unread = { cause: 'portal-unread', waits: false } as const;
  return { kind: 'perform', command: openCase(config, message, unread, context), next: rest(config, context, null) };
}

function openCase(config: CaseConfig, message: MessageFact, { cause }: NonDelivery, context: StepContext): OpenCase {
  const { node, zone, now } = context;
  return {
    kind: 'open-case',
    message: message.id,
    send: message.step ?? '',
    step: node.id,
    cause,
    code: bounceOf(message, context)?.name ?? null,
    queue: config.queue ?? null,
    note: config.note ?? null,
    dueAt: afterDuration(zone, now, config.due),
  };
}

/** The email watched; `queued` by the walk under way, so not on record yet; `none` when this contact was sent none. */
function messageOf({ send }: CaseConfig, { facts, standing, lastSend }: StepContext): MessageFact | 'queued' | 'none' {
  const own = facts.messages.filter((one) => one.enrollment === standing.enrollmentId && !one.resend);
  if (lastSend?.message === null && (send === undefined || send === lastSend.step)) return 'queued';
  if (send === undefined) return own.at(-1) ?? 'none';
  const visits = standing.visits[send] ?? 0;
  if (visits === 0) return 'none';
  return own.find((one) => one.step === send && one.visit === visits) ?? 'queued';
}

/**
 * Until then, or until something happens to the email or its case. A look each day besides: a contact must not be stranded
 * here should a wake ever be missed.
 */
function rest({ send, unreadPortal }: CaseConfig, context: StepContext, until: number | null): Outcome {
  const step = send ?? context.lastSend?.step ?? '*';
  const kinds = ['delivered', 'bounce', 'outcome', ...(unreadPortal ? ['portal_read'] : [])];
  return {
    kind: 'park',
    until: Math.min(until ?? Infinity, context.now + DAY),
    events: [...kinds.map((kind) => `${kind}:${step}`), `case:${context.node.id}`],
    onTimeout: 'delivered',
  };
}

const DAY = 86_400_000;
/** Nothing final is known yet. In doubt too: a bounce, an open or a person settles that first. */
const MOVING = new Set(['queued', 'claimed', 'sealed', 'dot', 'deferred', 'in_doubt']);
const DELIVERED: Outcome = { kind: 'go', outlet: 'delivered' };
const RESOLVED: Outcome = { kind: 'go', outlet: 'resolved' };
/** Of a contact that is deleted nobody goes on. */
const OUTLETS = { resolved: 'resolved', alternative: 'alternative', contact_deleted: 'resolved' } as const;
