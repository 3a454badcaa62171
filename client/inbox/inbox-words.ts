import type { TagTone } from '../ui/tag.tsx';
import type { ReplyFilter, ReplyItem, ThreadPart } from './use-replies.ts';

export const stateLooks: Readonly<Record<ReplyItem['state'], { label: string; tone: TagTone }>> = {
  new: { label: 'New', tone: 'red' },
  assigned: { label: 'With someone', tone: 'yellow' },
  done: { label: 'Done', tone: 'teal' },
};

export const filterLabels: readonly { value: ReplyFilter; label: string }[] = [
  { value: 'open', label: 'Open' },
  { value: 'new', label: 'New' },
  { value: 'mine', label: 'Mine' },
  { value: 'done', label: 'Done' },
];

export const emptyWords: Readonly<Record<ReplyFilter, readonly [title: string, words: string]>> = {
  open: [
    'No reply waits',
    'What recipients write back, in the portal or by mail, comes here: sealed, one inbox per sender identity.',
  ],
  new: ['Nothing new', 'Every open reply is with someone.'],
  mine: ['Nothing of yours', 'No open reply is given to you. Open one and take it.'],
  done: ['Nothing settled yet', 'Replies that were answered or settled are kept here.'],
};

/** How sure it is who wrote. */
export const proofWords: Readonly<Record<ReplyItem['proof'], string>> = {
  portal: 'Written in the portal, by someone who proved who they are',
  aligned: 'By mail, from the recipient’s own address (DMARC passed)',
  unproven: 'By mail; who sent it is not proved. Take nothing in it for consent or identity',
};

/** What became of an answer. */
export function answerWords(part: Extract<ThreadPart, { kind: 'answer' }>, moment: Intl.DateTimeFormat): string {
  if (part.state === 'recalled') return 'Taken back';
  if (part.readAt !== null) return `Read ${moment.format(part.readAt)}`;
  if (part.state === 'expired') return 'Expired, never read';
  return part.noticedAt === null
    ? 'Waits in the portal; no notice has gone out yet'
    : `Notice mailed ${moment.format(part.noticedAt)}; not read yet`;
}

export function sizeWords(bytes: number): string {
  return bytes < 1 << 20 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}
