import type { CaseChannel } from '#core/cases/machine.ts';
import { Failure } from '#core/failure.ts';
import type { Seal } from '#seal/seal.ts';
import { now } from '#store/clock/now.ts';
import { editContact } from '#store/contacts/edit.ts';
import type { Sql } from '#store/database.ts';
import { type HeldCase, holdCase, stepOn } from './hold.ts';
import { appendCaseLog } from './log.ts';
import { moveCases } from './move.ts';
import { sealPart } from './sealed-part.ts';

export interface AddressConfirmation {
  id: string;
  actor: string;
  channel: CaseChannel;
  /** The address, if it is another one now: it becomes the contact's. */
  address?: string | undefined;
  /** The new address may be one that another contact has. */
  sharedAddress?: boolean | undefined;
  note?: string | undefined;
}

/**
 * Writes down that a person confirmed the contact's address through another channel. Sends nothing.
 * @throws Failure NOT_FOUND, CASE_STEP_REFUSED, ATTRIBUTE_INVALID, CONTACT_CONFLICT
 */
export async function confirmAddress(
  tx: Sql,
  deps: { seal: Seal; newId: () => string },
  given: AddressConfirmation,
): Promise<HeldCase & { changed: boolean }> {
  const held = await holdCase(tx, given.id);
  const state = stepOn(held, 'confirm-address');
  const changed = await changeAddress(tx, deps, held, given);
  const part = { note: given.note, ...(changed ? { address: given.address } : {}) };
  const { lane, contactId, id } = held;
  await moveCases(tx, [{ ...held, state, outcome: null }], await now(tx));
  await appendCaseLog(tx, [
    {
      lane,
      contactId,
      id,
      actor: given.actor,
      action: 'confirm-address',
      channel: given.channel,
      detail: changed ? 'new-address' : null,
      sealed: await sealPart(tx, deps.seal, held, part),
    },
  ]);
  return { ...held, changed };
}

async function changeAddress(
  tx: Sql,
  deps: { seal: Seal; newId: () => string },
  { lane, contactId }: HeldCase,
  { address, sharedAddress }: AddressConfirmation,
): Promise<boolean> {
  const email = address?.trim();
  if (!email) return false;
  const [row] = await tx<{ revision: number }[]>`
    select revision from contacts where lane = ${lane} and id = ${contactId} for update`;
  if (!row) throw new Failure('NOT_FOUND', { contact: contactId });
  const { changed } = await editContact(tx, deps, {
    id: contactId,
    revision: row.revision,
    attributes: { email },
    sharedAddress: sharedAddress ? 'allow' : 'refuse',
  });
  return changed.includes('email');
}
