import { Anchor, Group, Text } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';
import styles from './inbox.module.css';
import { answerWords, proofWords, sizeWords } from './inbox-words.ts';
import type { ThreadPart } from './use-replies.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** One piece of a conversation, its files to be saved one by one; each is written down. */
export function Part({ part, replyId, name }: { part: ThreadPart; replyId: string; name: string }) {
  const file = useMutation(trpc.replies.file.mutationOptions({ onError: notifyFailed, onSuccess: save, gcTime: 0 }));
  const answer = part.kind === 'answer';
  const about = answer ? answerWords(part, moment) : proofWords[part.proof];
  const gone = answer && part.state !== 'readable';
  return (
    <article className={styles['part']} data-kind={part.kind}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={650}>
          {answer ? (part.by ?? 'Someone who is gone') : name}
        </Text>
        <Text size="xs" c="dimmed">
          {moment.format(part.at)}
        </Text>
      </Group>
      <Text size="sm" className={styles['said']} mt={4} c={gone ? 'dimmed' : undefined}>
        {gone ? 'What it said was destroyed.' : part.text}
      </Text>
      {part.files.map(({ n, name: label, bytes }) => (
        <Anchor
          key={n}
          component="button"
          type="button"
          size="sm"
          mt={6}
          display="block"
          onClick={() => file.mutate(answer ? { id: replyId, answerId: part.id, n } : { id: part.id, n })}
        >
          <IconPaperclip size={14} aria-hidden /> {label} ({sizeWords(bytes)})
        </Anchor>
      ))}
      <Text size="xs" c="dimmed" mt={6}>
        {about}
      </Text>
    </article>
  );
}

/** Saves a file; it is never shown in this page, whatever it holds. */
function save({ name, base64 }: { name: string; base64: string }): void {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
