import { Button, Menu } from '@mantine/core';
import { IconArrowBackUp, IconChevronDown } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type AnswerKind, answerKinds } from '../../server/core/example-answers.ts';
import { trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

const LABELS: Readonly<Record<AnswerKind, string>> = {
  reply: 'Reply',
  away: 'Automatic out-of-office note',
  'forged-reply': 'Reply with a forged sender',
  complaint: 'Report as unwanted',
  bounce: 'Bounce: no such mailbox',
  'mailbox-full': 'Bounce: mailbox full',
  delayed: 'Notice: delayed',
  delivered: 'Notice: delivered',
};
/** What people do first, then what servers do. */
const PEOPLE = new Set<AnswerKind>(['reply', 'away', 'forged-reply', 'complaint']);

/** Plays what the reader of this mail, or their mail server, might send back; it comes in by SMTP like anyone's. */
export function AnswerMenu({ id }: { id: string }) {
  const answer = useMutation(
    trpc.mailbox.answer.mutationOptions({
      onError: notifyFailed,
      onSuccess: () => notifyDone('It was sent back by SMTP; the contact’s timeline shows what it brought about.'),
    }),
  );
  const items = (people: boolean) =>
    answerKinds
      .filter((kind) => PEOPLE.has(kind) === people)
      .map((kind) => (
        <Menu.Item key={kind} onClick={() => answer.mutate({ id, kind })}>
          {LABELS[kind]}
        </Menu.Item>
      ));
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          loading={answer.isPending}
          leftSection={<IconArrowBackUp size={16} />}
          rightSection={<IconChevronDown size={14} />}
        >
          Send back
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>As its reader</Menu.Label>
        {items(true)}
        <Menu.Label>As their mail server</Menu.Label>
        {items(false)}
      </Menu.Dropdown>
    </Menu>
  );
}
