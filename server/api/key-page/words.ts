import type { DeliveryChoice } from '#core/keys/life.ts';
import { isKeyRefusal, keyRefusals } from '#core/keys/problems.ts';
import type { ListedKey } from '#store/recipient-keys/list.ts';

/** What the recipient reads. Plain words: most of them have never seen a key. */
export const choiceWords: Record<DeliveryChoice, { label: string; help: string }> = {
  inbox: {
    label: 'In my mailbox',
    help: 'Protected on its way as well as your mail provider allows; what it cannot protect waits in our secure portal.',
  },
  portal: {
    label: 'Only in the secure portal',
    help: 'Your mailbox gets a short notice without any content. You read the message on our page, with a one-time code.',
  },
  'own-key': {
    label: 'Only sealed with my own key',
    help: 'Only you can open it, with your S/MIME certificate or PGP key. While no key of yours can be used, messages wait in the portal.',
  },
};

export function keyKind({ kind }: Pick<ListedKey, 'kind'>): string {
  return kind === 'smime' ? 'S/MIME certificate' : 'PGP key';
}

/** Where a key stands, said to its owner. */
export function standing(key: ListedKey): { words: string; good: boolean } {
  switch (key.state) {
    case 'enrolled':
      return { words: 'In use: our mail to you is sealed with it.', good: true };
    case 'discovered':
      return {
        words: 'Found where your mail provider publishes keys. Used when nothing better protects a message.',
        good: true,
      };
    case 'pending':
      return { words: 'Not used yet: show that it is yours by entering the code we sealed with it.', good: false };
    case 'waiting':
      return {
        words: 'Not used yet: it would take the place of your key, so that has to be confirmed first.',
        good: false,
      };
    case 'expired':
      return { words: 'Expired. Messages wait in the portal until there is another key.', good: false };
    case 'revoked':
      return { words: 'No longer used. Messages wait in the portal until there is another key.', good: false };
    default:
      return { words: 'Cannot be used. Messages wait in the portal until there is another key.', good: false };
  }
}

/** Why a key was refused, with what to do about it. */
export function refusalWords(problem: unknown): string {
  const why = typeof problem === 'string' && isKeyRefusal(problem) ? keyRefusals[problem] : 'The key cannot be used.';
  const next =
    problem === 'private'
      ? ''
      : ' Your mail program can export the right file: look for “export public key” or “export certificate”.';
  return `${why}${next}`;
}
