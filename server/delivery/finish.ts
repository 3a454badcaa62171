import type { Finished } from '#engine/dispatch/world.ts';
import type { Services } from '#api/services.ts';
import { finishAttempts } from '#store/attempts/finish.ts';
import { startAttempts } from '#store/attempts/start.ts';
import type { Sql } from '#store/database.ts';
import { type NewEvidence, appendEvidence } from '#store/evidence/append.ts';
import { type NewEvent, ingestEvents } from '#store/events/ingest.ts';
import { holdStill, wakeWaiting } from '#store/enrollments/wake-waiting.ts';
import { settleCases } from '#store/cases/settle.ts';
import { outcomeCall } from '#store/messages/resolve.ts';
import { isAway } from '#store/is-away.ts';
import { finishMessages } from '#store/messages/finish.ts';
import { addSuppression } from '#store/suppressions/add.ts';
import type { Letter } from './letter.ts';
import { intentRecord, outcomeRecord } from './records.ts';

/**
 * One transaction for a batch of outcomes: states, attempts, evidence, suppressions, and the events that wake whoever
 * waits for them. Should the evidence be refused now, the outcome is written without it: what a server answered about
 * a message already sent must not be lost, and its intent is in the chain.
 */
export async function finishBatch(
  services: Services,
  worker: string,
  batch: readonly Finished<Letter>[],
): Promise<void> {
  try {
    await services.db.sql.begin((tx) => write(services, tx, worker, batch, true));
  } catch (error) {
    if (isAway(error) || batch.length > 1) throw error;
    services.log.error({ message: batch[0]?.prepared.message.id }, 'an outcome is written without its evidence');
    await services.db.sql.begin((tx) => write(services, tx, worker, batch, false));
  }
}

async function write(
  services: Services,
  tx: Sql,
  worker: string,
  batch: readonly Finished<Letter>[],
  withEvidence: boolean,
): Promise<void> {
  const at = await services.now();
  // Enrollments before messages before cases: the order in which everything is locked, so that nobody waits in a circle.
  await holdStill(
    tx,
    batch.map(({ prepared }) => prepared.message),
  );
  const written = await finishMessages(
    tx,
    worker,
    batch.map(({ prepared, outcome }) => ({ ...outcome, message: prepared.message, phi: prepared.phi })),
  );
  const ours = batch.filter(({ prepared }) => written.has(prepared.message.id));
  await startAttempts(
    tx,
    worker,
    ours.map(({ prepared, outcome }) => ({
      message: prepared.message,
      startedAt: outcome.intent?.startedAt ?? at,
      method: outcome.method,
    })),
  );
  await finishAttempts(
    tx,
    ours.map(({ prepared, outcome: { state, reply } }) => ({
      message: prepared.message,
      result: state,
      reply: reply && [reply.code, reply.enhanced].filter(Boolean).join(' '),
    })),
  );
  if (withEvidence)
    await appendEvidence(
      tx,
      ours.flatMap((one) => recordsOf(worker, one, at)),
    );
  for (const { prepared, outcome } of ours) {
    if (outcome.suppress && prepared.letter)
      await addSuppression(tx, prepared.letter.suppressionHash, 'all', 'hard-bounce');
  }
  await ingestEvents(
    tx,
    ours.flatMap((one) => eventOf(services, one)),
  );
  await tellCases(tx, ours, at);
}

/** Cases hear how their messages ended; steps that watch an email, of ends that no event tells of. */
async function tellCases(tx: Sql, ours: readonly Finished<Letter>[], at: number): Promise<void> {
  const ends = ours.flatMap(({ prepared: { message }, outcome }) =>
    // A first message has a case only when it was held before and released.
    outcome.state !== 'deferred' && (message.resendOf !== null || message.attempt > 1)
      ? [{ ...message, state: outcome.state, reason: outcome.reason, method: outcome.method }]
      : [],
  );
  await settleCases(tx, ends);
  await wakeWaiting(
    tx,
    ours.flatMap(({ prepared, outcome }) =>
      outcome.event === null && outcome.state !== 'deferred' ? [outcomeCall(prepared.message, at)] : [],
    ),
  );
}

function recordsOf(worker: string, finished: Finished<Letter>, at: number): NewEvidence[] {
  const { prepared, outcome } = finished;
  const intent = outcome.intent ? [intentRecord(worker, prepared, outcome.intent, null)] : [];
  return [...intent, outcomeRecord(worker, finished, at)];
}

function eventOf({ newId }: Services, { prepared: { message }, outcome }: Finished<Letter>): NewEvent[] {
  if (!outcome.event) return [];
  return [
    {
      id: newId(),
      lane: message.lane,
      contactId: message.contactId,
      kind: outcome.event,
      journeyId: message.journeyId,
      step: message.step,
      template: message.template,
      messageId: message.id,
      // One per message, however often its outcome is written.
      dedupe: `${outcome.event}:${message.id}`,
    },
  ];
}
