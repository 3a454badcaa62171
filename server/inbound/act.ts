import { createHash } from 'node:crypto';
import type { Addressed } from '#core/inbound/addressed.ts';
import type { Services } from '#api/services.ts';
import type { ReplyProof } from '#db/schema/replies.ts';
import type { ReadMail } from '#mail/inbound/read.ts';
import { appendAudit } from '#store/audit/append.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { holdStill } from '#store/enrollments/wake-waiting.ts';
import { type NewEvent, ingestEvents } from '#store/events/ingest.ts';
import { type NewEvidence, appendEvidence } from '#store/evidence/append.ts';
import type { ClaimedMail } from '#store/inbound/claim.ts';
import { neverReached } from '#store/inbound/never-arrives.ts';
import { type Reported, readReported } from '#store/inbound/reported.ts';
import { type SettledMail, settleInbound } from '#store/inbound/settle.ts';
import { ormWithin } from '#store/orm-within.ts';
import { type NewReply, receiveReplies } from '#store/replies/receive.ts';
import { addSuppressions } from '#store/suppressions/add.ts';
import { suppressionHash } from '#store/suppressions/hash.ts';
import { type Effect, type Plan, planInbound } from './plan.ts';

/** A mail that was read, to whom it came, and the message it proves, if any. */
export interface ReadArrival {
  claimed: ClaimedMail;
  mail: ReadMail;
  to: Addressed;
  about: { lane: number; messageId: string } | null;
}

/** One whose effect is being written. */
interface Acting extends ReadArrival {
  message: Reported;
  effect: Effect;
  event: string;
}

/**
 * Does what a batch of mails means, in one transaction: that they were read, evidence, events with what they bring about
 * (states, cases, waits), suppressions, replies, and an audit entry stand or fall together. So a reader that dies has
 * done nothing, and its mails are read again.
 * @returns those to look at again in a moment
 */
export async function actOn(services: Services, worker: string, batch: readonly ReadArrival[]): Promise<ReadArrival[]> {
  return services.db.sql.begin(async (tx) => {
    const at = await now(tx);
    const wanted = batch.flatMap(({ about }) => (about ? [about] : []));
    // Whose they are first: contacts are held still before their messages are judged.
    const before = await readReported(tx, services.seal, wanted);
    if (before.size > 0) await holdStill(tx, [...before.values()]);
    const messages = await lockAndRead(tx, services, wanted);
    const planned = batch.map((one) => {
      const message = (one.about && messages.get(one.about.messageId)) ?? null;
      return { one, message, plan: planInbound(one.mail, one.to, message, at) };
    });
    const held = await settleInbound(
      tx,
      worker,
      planned.flatMap(({ one, message, plan }) => settled(one, message, plan)),
    );
    const acting = planned.flatMap(({ one, message, plan }): Acting[] =>
      plan.do === 'effect' && message && held.has(one.claimed.id)
        ? [{ ...one, message, effect: plan.effect, event: services.newId() }]
        : [],
    );
    await write(services, tx, acting);
    return planned.flatMap(({ one, plan }) => (plan.do === 'later' ? [one] : []));
  });
}

async function lockAndRead(
  tx: Sql,
  { seal }: Services,
  wanted: readonly { lane: number; messageId: string }[],
): Promise<Map<string, Reported>> {
  if (wanted.length === 0) return new Map();
  const ids = wanted.map(({ messageId }) => messageId);
  await tx`
    select 1 from messages where id = any(${ids}::uuid[]) order by lane, contact_id, id for update`;
  return readReported(tx, seal, wanted);
}

function settled({ claimed }: ReadArrival, message: Reported | null, plan: Plan): SettledMail[] {
  if (plan.do === 'later') return [];
  const { id, attempt } = claimed;
  const problem = plan.do === 'keep' ? plan.problem : null;
  return [{ id, attempt, messageId: message?.id ?? null, finding: plan.finding, problem }];
}

async function write(services: Services, tx: Sql, acting: readonly Acting[]): Promise<void> {
  if (acting.length === 0) return;
  const { seal, newId } = services;
  // Evidence before cases, and all lanes at once: events may settle messages and cases, and every writer locks in that order.
  await appendEvidence(tx, acting.filter(({ effect }) => effect.event ?? effect.suppress).map(evidenceOf));
  const fresh = await ingestEvents(tx, acting.flatMap(eventOf));
  const replies = acting.filter(({ effect, event }) => effect.event === 'reply' && fresh.has(event));
  await receiveReplies(
    tx,
    replies.flatMap((one) => replyOf(one, seal, newId())),
  );
  const gone = await neverReached(
    tx,
    acting.filter(({ effect }) => effect.soft).map(({ message }) => message),
  );
  const suppressed = acting.flatMap(({ message, effect }) => {
    const why =
      effect.suppress ?? (gone.has(message.contactId) ? ({ scope: 'all', reason: 'soft-bounces' } as const) : null);
    const hash = why && suppressionHash(seal, message.sentTo ?? undefined);
    return why && hash ? [{ hash, ...why, message }] : [];
  });
  await addSuppressions(tx, suppressed);
  await appendAudit(ormWithin(tx), {
    actor: 'system',
    action: 'inbound.act',
    subject: 'inbound',
    details: {
      effects: acting.map(({ claimed, message, effect }) => ({
        inbound: claimed.id,
        message: message.id,
        contact: message.contactId,
        event: effect.event,
        code: effect.code,
        suppressed: suppressed.find((one) => one.message === message)?.reason ?? null,
      })),
    },
  });
}

function evidenceOf({ claimed, mail, message, effect }: Acting): NewEvidence {
  const { lane, contactId, id, attempt } = message;
  const outcome = mail.kind.kind === 'bounce' ? mail.kind.recipients[0] : null;
  return {
    lane,
    contactId,
    messageId: id,
    attempt,
    record: {
      kind: 'returned',
      what: effect.event ?? 'suppressed',
      inbound: claimed.id,
      code: effect.code,
      cause: outcome?.cause ?? null,
      suppressed: effect.suppress?.reason ?? null,
      tls: claimed.envelope.tls,
      authenticity: mail.authenticity && {
        spf: mail.authenticity.spf,
        dkim: mail.authenticity.dkim,
        dmarc: mail.authenticity.dmarc,
      },
      bytes: claimed.bytes.length,
      sha256: createHash('sha256').update(claimed.bytes).digest('hex'),
    },
  };
}

/** Once per message and kind; of replies once per mail, however often the other server hands it over. */
function eventOf({ claimed, mail, message, effect, event }: Acting): NewEvent[] {
  if (!effect.event) return [];
  const { lane, contactId, journeyId, step, template, id } = message;
  const which =
    effect.event === 'reply'
      ? `:${createHash('sha256')
          .update(mail.messageId ?? claimed.bytes)
          .digest('base64url')
          .slice(0, 22)}`
      : '';
  return [
    {
      id: event,
      lane,
      contactId,
      kind: effect.event,
      at: claimed.receivedAt,
      journeyId,
      step,
      template,
      messageId: id,
      name: effect.code,
      dedupe: `${effect.event}:${id}${which}`,
    },
  ];
}

function replyOf({ claimed, mail, message }: Acting, seal: Services['seal'], id: string): NewReply[] {
  if (!message.contact || !mail.reply) return [];
  const { lane, contactId, senderId } = message;
  return [
    {
      lane,
      contactId,
      id,
      messageId: message.id,
      senderId,
      source: 'mail',
      proof: proofOf(mail, message),
      sealed: seal.sealFor(message.contact, 'reply', Buffer.from(JSON.stringify(mail.reply))),
      inboundId: claimed.id,
    },
  ];
}

/** Whose address the mail is from, and whether that was proven. A reply token shows that the message arrived, not who writes. */
export function proofOf({ authenticity }: Pick<ReadMail, 'authenticity'>, message: Reported): ReplyProof {
  const proven = authenticity?.proven ?? null;
  return proven !== null && (proven === message.sentTo || proven === message.addressNow) ? 'aligned' : 'unproven';
}
