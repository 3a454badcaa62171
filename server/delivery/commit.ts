import { type Commitment, EvidenceRefused } from '#engine/dispatch/world.ts';
import type { Services } from '#api/services.ts';
import { PORTAL_DAYS } from '#core/delivery/portal-life.ts';
import { startAttempts } from '#store/attempts/start.ts';
import { isAway } from '#store/is-away.ts';
import { appendEvidence } from '#store/evidence/append.ts';
import { commitSealed } from '#store/messages/commit-sealed.ts';
import { putPortalMessage } from '#store/portal/put.ts';
import type { Sealed } from '#mail/method/sealed.ts';
import type { Rendered } from '#mail/render/render.ts';
import type { Letter } from './letter.ts';
import { intentRecord } from './records.ts';

const DAY = 86_400_000;

/**
 * One transaction before a batch goes out: the messages sealed, their copies kept, what waits in the portal put there,
 * the attempts begun, the intent chained. Answers which may go on.
 * @throws EvidenceRefused when the database answers but will not keep it: no evidence, no send.
 */
export async function commitBatch(
  services: Services,
  worker: string,
  batch: readonly (Commitment<Letter, Sealed> & { rendered: Rendered })[],
): Promise<Set<string>> {
  const ready = batch.flatMap((one) => (one.prepared.letter ? [{ ...one, letter: one.prepared.letter }] : []));
  try {
    return await services.db.sql.begin(async (tx) => {
      const kept = await commitSealed(
        tx,
        worker,
        ready.map(({ prepared, letter, sealed, intent, rendered }) => ({
          message: prepared.message,
          method: sealed.method,
          reason: intent.decision.reason,
          phi: letter.phi,
          templateVersionId: letter.version.id,
          messageId: letter.messageId,
          copy: services.seal.sealFor(letter.contact, 'copy', Buffer.from(JSON.stringify(copyOf(letter, rendered)))),
          sha256: sealed.sha256,
          suppressionHash: letter.suppressionHash,
          commercial: letter.commercial,
          senderId: letter.signer.id,
        })),
      );
      const going = ready.filter(({ prepared }) => kept.has(prepared.message.id));
      await startAttempts(
        tx,
        worker,
        going.map(({ prepared, intent, sealed }) => ({
          message: prepared.message,
          startedAt: intent.startedAt,
          method: sealed.method,
        })),
      );
      for (const { prepared, sealed, letter, rendered, intent } of going) {
        if (sealed.method === 'portal')
          await putLetter(services, tx, prepared.message.id, letter, rendered, intent.startedAt);
      }
      await appendEvidence(
        tx,
        going.map(({ prepared, intent, sealed }) => intentRecord(worker, prepared, intent, sealed)),
      );
      return kept;
    });
  } catch (error) {
    if (isAway(error)) throw error;
    services.log.error(
      { messages: batch.length, name: error instanceof Error ? error.name : 'unknown' },
      'evidence cannot be stored',
    );
    throw new EvidenceRefused();
  }
}

/** Puts what a letter says into the contact's portal. */
export async function putLetter(
  { seal, newId }: Services,
  sql: Parameters<typeof putPortalMessage>[0],
  messageId: string,
  letter: Letter,
  rendered: Rendered,
  now: number,
): Promise<void> {
  await putPortalMessage(sql, seal, {
    id: newId(),
    contact: letter.contact,
    messageId,
    content: { ...rendered, from: letter.signer.fromName },
    expiresAt: now + PORTAL_DAYS * DAY,
  });
}

/** The sealed copy: what the recipient can read, and from whom and to whom it went. */
function copyOf(letter: Letter, rendered: Rendered): Record<string, string> {
  return { from: `${letter.signer.fromName} <${letter.signer.address}>`, to: letter.address, ...rendered };
}
