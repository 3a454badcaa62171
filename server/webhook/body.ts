import type { Seal } from '#seal/seal.ts';
import type { ClaimedDelivery } from '#store/webhooks/claim.ts';
import { SEALED_FOR } from '#store/webhooks/queue.ts';

/**
 * What is sent: ids only (names of journeys and steps can say what a patient has), and where the endpoint is covered by
 * a BAA now, the attributes kept for it. The same bytes at every attempt.
 * @throws Error when the kept attributes were altered or moved from another contact.
 */
export function deliveryBody(seal: Pick<Seal, 'openFor'>, delivery: ClaimedDelivery, baa: boolean): string {
  const { contactId, journeyId, enrollmentId, step, visit, event, queuedAt } = delivery;
  return JSON.stringify({
    type: event,
    timestamp: new Date(queuedAt).toISOString(),
    data: {
      contact: contactId,
      journey: journeyId,
      enrollment: enrollmentId,
      step,
      visit,
      ...(baa && delivery.sealed ? { attributes: attributesOf(seal, delivery, delivery.sealed) } : {}),
    },
  });
}

function attributesOf(seal: Pick<Seal, 'openFor'>, delivery: ClaimedDelivery, sealed: Uint8Array): unknown {
  const { contactId: id, wrappedKey, keyVersion } = delivery;
  return JSON.parse(Buffer.from(seal.openFor({ id, wrappedKey, keyVersion }, SEALED_FOR, sealed)).toString('utf8'));
}
