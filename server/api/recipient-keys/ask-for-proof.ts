import { type ChallengePurpose, makeChallenge } from '#store/recipient-keys/challenge.ts';
import type { KeyDeps } from '#store/recipient-keys/enroll.ts';
import { newCode } from '../portal/code.ts';
import type { Services } from '../services.ts';

/** Mails the code; to be called when the transaction that made it has been committed, or there would be nothing to mail. */
export type MailCode = (services: Pick<Services, 'addJob'>) => Promise<void>;

/**
 * Makes a code to be mailed to the contact, sealed to the key, so that only who reads the mailbox and holds the key can
 * enter it. The job carries ids; the code waits under the contact's own key.
 * @returns what mails it, or null when several were mailed already within the hour.
 * @throws Failure NOT_FOUND, KEY_STATE
 */
export async function askForProof(
  deps: KeyDeps,
  contact: { lane: number; id: string },
  { keyId, purpose }: { keyId: string; purpose: ChallengePurpose },
): Promise<MailCode | null> {
  const made = await makeChallenge(deps, contact, { keyId, purpose, code: newCode() });
  if (made !== 'made') return null;
  const payload = { lane: contact.lane, contactId: contact.id, keyId, purpose };
  return ({ addJob }) => addJob('key-mail', payload, `key-mail:${keyId}:${purpose}`);
}
