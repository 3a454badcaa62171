import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconQuestionMark } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type DoubtVerdict, decidableFrom } from '../../server/core/cases/in-doubt.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { MessageItem } from './use-messages.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

const VERDICTS: readonly { verdict: DoubtVerdict; label: string; done: string; ask?: string }[] = [
  { verdict: 'arrived', label: 'It arrived', done: 'Marked as arrived.' },
  {
    verdict: 'not-arrived',
    label: 'It did not arrive',
    done: 'Marked as not arrived. Where a step watches it, a case is opened.',
  },
  {
    verdict: 'resend',
    label: 'Send it once more',
    done: 'It is in the outbox again, under the same Message-ID.',
    ask: 'Send it once more? If the first did arrive, the recipient gets it twice; mail programs that know the Message-ID show it once. This can be done once only.',
  },
];

/** What can be done about a message in doubt: nothing before its time, then a person’s word. */
export function DoubtDecision({ message }: { message: Omit<MessageItem, 'recipient'> }) {
  return (
    <Alert color="grape" icon={<IconQuestionMark size={18} />} title="It may have arrived">
      <Stack gap="xs" align="flex-start">
        <span>
          It was handed over and the connection broke before the answer. Sending it again could reach the patient twice,
          so that never happens by itself. A bounce, an open, a reply or a look into the portal settles it.
        </span>
        <DoubtButtons message={message} />
      </Stack>
    </Alert>
  );
}

/** The three answers, or from when on they can be given. */
export function DoubtButtons({ message }: { message: Omit<MessageItem, 'recipient'> }) {
  const may = useMay('messages.release');
  const clock = useQuery(trpc.clock.get.queryOptions(undefined, { staleTime: 30_000 }));
  const decide = useMutation(
    trpc.messages.decide.mutationOptions({
      onError: notifyFailed,
      onSuccess: async (_done, { verdict }) => {
        notifyDone(VERDICTS.find((one) => one.verdict === verdict)?.done ?? 'Done.');
        await queryClient.invalidateQueries({ queryKey: trpc.messages.pathKey() });
      },
    }),
  );
  const from = decidableFrom(message.finishedAt ?? message.queuedAt);
  if (!clock.data) return null;
  if (clock.data.now < from)
    return (
      <Text size="sm" c="dimmed">
        A person can decide from {moment.format(from)} on.
      </Text>
    );
  if (!may) return null;
  return (
    <Group gap="xs">
      {VERDICTS.filter((one) => one.verdict !== 'resend' || !message.doubtResent).map(({ verdict, label, ask }) => (
        <Button
          key={verdict}
          size="xs"
          variant="default"
          loading={decide.isPending && decide.variables?.verdict === verdict}
          disabled={decide.isPending}
          onClick={() => {
            if (!ask || window.confirm(ask)) decide.mutate({ id: message.id, verdict });
          }}
        >
          {label}
        </Button>
      ))}
    </Group>
  );
}
