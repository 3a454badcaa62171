import { type CaseOutcome, outcomeOf } from '#core/cases/machine.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { type HeldCase, holdCase, stepOn } from './hold.ts';
import { appendCaseLog } from './log.ts';
import { moveCases } from './move.ts';
import { sealPart } from './sealed-part.ts';

/**
 * Closes a case whose resend was delivered or for which an alternative was arranged; the contact goes on in the journey.
 * @throws Failure NOT_FOUND, CASE_STEP_REFUSED
 */
export async function closeCase(
  tx: Sql,
  { seal }: { seal: Seal },
  given: { id: string; actor: string; note?: string | undefined },
): Promise<HeldCase & { outcome: CaseOutcome | null }> {
  const held = await holdCase(tx, given.id);
  const state = stepOn(held, 'close');
  const outcome = outcomeOf(held.state);
  const { lane, contactId, id } = held;
  await moveCases(tx, [{ ...held, state, outcome }], await now(tx));
  await appendCaseLog(tx, [
    {
      lane,
      contactId,
      id,
      actor: given.actor,
      action: 'close',
      detail: outcome,
      sealed: await sealPart(tx, seal, held, { note: given.note }),
    },
  ]);
  return { ...held, outcome };
}
