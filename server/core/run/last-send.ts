import type { LastSend } from '../segment/engagement.ts';
import type { ContactFacts, MessageFact } from '../segment/fields.ts';
import type { Standing } from './state.ts';

/** The last email this enrollment sent: the one `queued` by the walk under way, else the newest on record; null for none. */
export function lastSendOf(queued: string | null, facts: ContactFacts, standing: Standing): LastSend | null {
  if (queued !== null) return { step: queued, message: null };
  let newest: MessageFact | null = null;
  for (const message of facts.messages) {
    const ours = message.journey === standing.journeyId && message.at >= standing.enteredAt;
    if (ours && (newest === null || message.at >= newest.at)) newest = message;
  }
  return newest?.step === undefined ? null : { step: newest.step, message: newest.id };
}
