import type { CaseAction, CaseChannel, CaseState } from '../../server/core/cases/machine.ts';
import type { TagTone } from '../ui/tag.tsx';

/** States, channels and steps in words. */
export const stateLooks: Readonly<Record<CaseState, { label: string; tone: TagTone; next: string }>> = {
  open: {
    label: 'Open',
    tone: 'red',
    next: 'Reach the contact another way, by phone say, and ask whether the address is right.',
  },
  address_confirmed: {
    label: 'Address confirmed',
    tone: 'yellow',
    next: 'It can be sent once more, and only once.',
  },
  resent: { label: 'Resent', tone: 'well', next: 'The resend is under way; what becomes of it shows up here.' },
  delivered: {
    label: 'Delivered',
    tone: 'teal',
    next: 'It was accepted. The case closes by itself when nothing comes back; close it now if you know it was read.',
  },
  failed_again: {
    label: 'Failed again',
    tone: 'red',
    next: 'The one resend failed too. Arrange another way, and write down which.',
  },
  alternative_arranged: {
    label: 'Alternative arranged',
    tone: 'orange',
    next: 'Another way is arranged. Close the case, and the contact goes on in the journey.',
  },
  closed: { label: 'Closed', tone: 'gray', next: 'Nothing is left to do.' },
};

export const channelOptions: readonly { value: CaseChannel; label: string }[] = [
  { value: 'phone', label: 'By phone' },
  { value: 'post', label: 'By post' },
  { value: 'in_person', label: 'In person' },
  { value: 'portal', label: 'Through the portal' },
  { value: 'other', label: 'Otherwise' },
];

export const channelWords = (channel: string | null): string =>
  channelOptions.find((one) => one.value === channel)?.label.toLowerCase() ?? '';

export const actionLabels: Readonly<Record<CaseAction, string>> = {
  'confirm-address': 'Confirm the address',
  resend: 'Send it once more',
  'arrange-alternative': 'Arrange another way',
  close: 'Close the case',
};

export const outcomeWords: Readonly<Record<string, string>> = {
  resolved: 'Resent and delivered',
  alternative: 'Another way was arranged',
  contact_deleted: 'The contact was deleted',
};

const DONE: Readonly<Record<string, string>> = {
  open: 'The case was opened',
  assign: 'Given to',
  'confirm-address': 'The address was confirmed',
  resend: 'It was sent once more',
  'resend-delivered': 'The resend was accepted',
  'resend-failed': 'The resend failed',
  'original-delivered': 'The first message was released and accepted after all',
  'arrange-alternative': 'Another way was arranged:',
  close: 'The case was closed',
  'contact-deleted': 'The contact was deleted',
  'watch-over': 'Nothing came back, so the case was closed',
};

/** One entry of a case's log in words. */
export function doneWords(entry: {
  action: string;
  channel: string | null;
  detail: string | null;
  detailName: string | null;
}): string {
  const words = DONE[entry.action] ?? entry.action;
  if (entry.action === 'assign') return entry.detail ? `${words} ${entry.detailName ?? 'someone'}` : 'Given back';
  const way = entry.channel ? ` ${channelWords(entry.channel)}` : '';
  const address = entry.detail === 'new-address' ? '; it is another one now' : '';
  return `${words}${way}${address}`;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** How long ago, in the largest unit that says something. */
export function ageWords(since: number, now: number): string {
  const ms = Math.max(0, now - since);
  if (ms >= 2 * DAY) return `${Math.floor(ms / DAY)} days`;
  if (ms >= 2 * HOUR) return `${Math.floor(ms / HOUR)} hours`;
  return ms >= 120_000 ? `${Math.floor(ms / 60_000)} minutes` : 'just now';
}
