import { type CaseChannel, type CaseState, nextCaseState } from '#core/cases/machine.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import type { Sql } from '#store/database.ts';
import { type HeldCase, holdCase, refuseWhileMoving, retireHeld, stepOn } from './hold.ts';
import { appendCaseLog } from './log.ts';
import { moveCases } from './move.ts';
import { sealPart } from './sealed-part.ts';

/**
 * Writes down by which other way the contact gets it: post, phone, in person … What is still held is taken out of the
 * outbox, a resend too; one that is under way is waited for.
 * @throws Failure NOT_FOUND, CASE_STEP_REFUSED
 */
export async function arrangeAlternative(
  tx: Sql,
  { seal }: { seal: Seal },
  given: { id: string; actor: string; channel: CaseChannel; note?: string | undefined },
): Promise<HeldCase> {
  const found = await holdCase(tx, given.id);
  refuseWhileMoving(found);
  const retired = await retireHeld(tx, found);
  const held = { ...found, state: retired > 0 ? withoutResend(found.state) : found.state };
  const state = stepOn(held, 'arrange-alternative');
  const { lane, contactId, id } = held;
  await moveCases(tx, [{ ...held, state, outcome: null }], await now(tx));
  await appendCaseLog(tx, [
    {
      lane,
      contactId,
      id,
      actor: given.actor,
      action: 'arrange-alternative',
      channel: given.channel,
      sealed: await sealPart(tx, seal, held, { note: given.note }),
    },
  ]);
  return held;
}

/** A resend that was held and is not wanted any more has failed. */
function withoutResend(state: CaseState): CaseState {
  return nextCaseState(state, 'resend-failed') ?? state;
}
