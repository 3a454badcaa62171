import type { FastifyReply } from 'fastify';
import type { DeliveryChoice } from '#core/keys/life.ts';
import { Failure } from '#core/failure.ts';
import { appendAudit } from '#store/audit/append.ts';
import { type ChallengePurpose, type Entered, enterChallenge } from '#store/recipient-keys/challenge.ts';
import { saveChoice } from '#store/recipient-keys/choice.ts';
import { endKey } from '#store/recipient-keys/end.ts';
import { type KeyDeps, enrollKey } from '#store/recipient-keys/enroll.ts';
import { holdKeys } from '#store/recipient-keys/hold.ts';
import { transact } from '#store/transact.ts';
import { type MailCode, askForProof } from '../recipient-keys/ask-for-proof.ts';
import type { Services } from '../services.ts';
import { type Told, keyPage } from './page.ts';
import { type KeyVisit, openKeyVisit } from './visit.ts';
import { refusalWords } from './words.ts';

/** Does something for the recipient, in one transaction with its audit entry; then shows the page, with what came of it. */
export async function acting(
  services: Services,
  visit: KeyVisit,
  reply: FastifyReply,
  at: Told['at'],
  work: Work,
): Promise<FastifyReply> {
  const { contact } = visit;
  const done = await transact(services.db, async (tx): Promise<Done> => {
    const result = await work({ ...services, db: tx });
    if (result.audit)
      await appendAudit(tx.orm, {
        ...result.audit,
        actor: `recipient:${contact.id}`,
        subject: `contact:${contact.id}`,
      });
    return result;
  }).catch((error: unknown): Done => {
    if (!(error instanceof Failure)) throw error;
    const words = error.code === 'KEY_UNUSABLE' ? refusalWords(error.details['problem']) : error.message;
    return { words, bad: true, audit: null };
  });
  await done.mail?.(services);
  const now = (await openKeyVisit(services, visit.token)) ?? visit;
  return keyPage(now, reply, { at, words: done.words, bad: done.bad ?? false });
}

type Work = (deps: KeyDeps) => Promise<Done>;

interface Done {
  words: string;
  bad?: boolean;
  audit: { action: string; details: Record<string, unknown> } | null;
  /** What goes out once all this is written. */
  mail?: MailCode | null;
}

export const choose = (contact: KeyVisit['contact'], delivery: DeliveryChoice) => async (deps: KeyDeps) => {
  const before = await saveChoice(deps.db.sql, contact, { delivery, by: `recipient:${contact.id}` });
  return {
    words: 'Saved. It holds from the next message on.',
    audit: { action: 'recipient.choose', details: { before, after: delivery } },
  };
};

export const give = (contact: KeyVisit['contact'], material: Uint8Array) => async (deps: KeyDeps) => {
  const key = await enrollKey(deps, contact, { material, attested: null, by: `recipient:${contact.id}` });
  if (key.status !== 'pending')
    return {
      words: 'We have this key already.',
      audit: { action: 'recipient-key.upload', details: { key: key.id, status: key.status } },
    };
  const mail = await askForProof(deps, contact, { keyId: key.id, purpose: 'prove' });
  return {
    mail,
    words: mail ? 'The key is fit for use. Now show that it is yours: see below it.' : TOO_MANY,
    bad: mail === null,
    audit: { action: 'recipient-key.upload', details: { key: key.id, kind: key.kind, status: key.status } },
  };
};

const TOO_MANY = 'Several codes were sent already. Use the newest one, or try again in an hour.';

export const send =
  (contact: KeyVisit['contact'], keyId: string, purpose: ChallengePurpose) => async (deps: KeyDeps) => {
    const mail = await askForProof(deps, contact, { keyId, purpose });
    if (!mail) return { words: TOO_MANY, bad: true, audit: null };
    return {
      mail,
      words: 'The code is on its way, sealed with the key.',
      audit: { action: 'recipient-key.challenge', details: { key: keyId, purpose } },
    };
  };

const ENTERED: Record<Entered, { words: string; bad?: true }> = {
  enrolled: { words: 'Done. From now on our mail to you is sealed with this key.' },
  waiting: { words: 'The key is yours. Before it takes the place of the one in use, that has to be confirmed.' },
  replaced: { words: 'Done. The new key is in use, the old one no longer.' },
  removed: { words: 'Done. This key is no longer used.' },
  wrong: { words: 'The code is not right. Check it and try again.', bad: true },
  'used-up': { words: 'Too many wrong codes. Ask for a new one.', bad: true },
  none: { words: 'This code is no longer valid. Ask for a new one.', bad: true },
};

export const enter =
  (contact: KeyVisit['contact'], keyId: string, { purpose, code }: { purpose: ChallengePurpose; code: string }) =>
  async (deps: KeyDeps) => {
    const entered = await enterChallenge(deps, contact, { keyId, purpose, code });
    const action = entered === 'wrong' || entered === 'used-up' || entered === 'none' ? 'wrong-code' : entered;
    return { ...ENTERED[entered], audit: { action: `recipient-key.${action}`, details: { key: keyId, purpose } } };
  };

export const end =
  (contact: KeyVisit['contact'], keyId: string, ending: 'cancelled' | 'reported-lost') => async (deps: KeyDeps) => {
    const owner = await holdKeys(deps.db.sql, deps.seal, contact);
    const from = ending === 'cancelled' ? (['pending', 'waiting'] as const) : (['enrolled'] as const);
    await endKey(deps.db.sql, owner, keyId, { ending, from, by: `recipient:${contact.id}` });
    return {
      words:
        ending === 'cancelled'
          ? 'Done. Nothing has changed.'
          : 'Done. Messages wait in the portal until there is another key. Our staff can help.',
      audit: { action: `recipient-key.${ending}`, details: { key: keyId } },
    };
  };
