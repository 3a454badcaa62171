import { needsOfFilters } from '#core/graph/needs.ts';
import type { LastSend } from '#core/segment/engagement.ts';
import type { Filter } from '#core/segment/ast.ts';
import { type MatchOptions, matches } from '#core/segment/evaluate.ts';
import type { ContactFacts } from '#core/segment/fields.ts';
import type { ClaimedMessage, Refusal } from '#engine/dispatch/world.ts';
import type { Services } from '#api/services.ts';
import { loadFacts } from '#store/facts/load.ts';
import type { BatchFacts } from './read-batch.ts';

/**
 * Guards, asked again now that the message is claimed: "only if still in segment X". Answers with a refusal for each
 * message whose contact no longer matches; one whose guard cannot be understood is held, never sent.
 */
export async function guardsHold(
  services: Services,
  batch: readonly ClaimedMessage[],
  { vocabulary, journeys, now }: BatchFacts,
): Promise<Map<string, Refusal>> {
  const refused = new Map<string, Refusal>();
  const guarded = batch.filter((one) => one.guard !== null);
  if (guarded.length === 0) return refused;
  const readable = guarded.filter((one) => {
    try {
      needsOfFilters([one.guard!], vocabulary);
      return true;
    } catch {
      refused.set(one.id, { state: 'held', reason: 'GUARD_INVALID' });
      return false;
    }
  });
  const needs = {
    ...needsOfFilters(
      readable.map((one) => one.guard!),
      vocabulary,
    ),
    messages: true,
  };
  const who = [...new Map(readable.map((one) => [one.contactId, { lane: one.lane, id: one.contactId }])).values()];
  const facts = await loadFacts(services.db.sql, services.seal, who, needs, () => {
    // One that cannot be opened is held for that.
  });
  for (const message of readable) {
    const of = facts.get(message.contactId);
    // A contact that is gone is refused for that.
    if (!of) continue;
    const zone = journeys.get(message.id)?.drawn?.prepared.zone ?? 'UTC';
    const options = { vocabulary, now, zone, journey: message.journeyId, lastSend: lastBefore(message, of) };
    const refusal = guardRefuses(message.guard!, of, options);
    if (refusal) refused.set(message.id, refusal);
  }
  return refused;
}

/** What a guard says of one contact: null lets the message go. */
export function guardRefuses(guard: Filter, facts: ContactFacts, options: MatchOptions): Refusal | null {
  try {
    return matches(guard, facts, options) ? null : { state: 'refused', reason: 'GUARD' };
  } catch {
    return { state: 'held', reason: 'GUARD_INVALID' };
  }
}

/** The journey's last email before this one. */
function lastBefore(message: ClaimedMessage, facts: ContactFacts): LastSend | null {
  const last = facts.messages.findLast((one) => one.journey === message.journeyId && one.id !== message.id);
  return last?.step === undefined ? null : { step: last.step, message: last.id };
}
