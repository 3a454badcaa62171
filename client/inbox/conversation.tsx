import { Alert, Anchor, Button, Group, Paper, Select, Stack, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconCheck, IconLock, IconMailOff, IconRotate } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay, useSession } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { Tag } from '../ui/tag.tsx';
import { AnswerForm } from './answer-form.tsx';
import { stateLooks } from './inbox-words.ts';
import { Part } from './part.tsx';
import type { Conversation } from './use-replies.ts';

/** One conversation, opened: patient data, so each look is written down. Kept only while it is on the screen. */
export function ConversationPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const may = useMay('replies.work');
  const { data, isPending, error } = useQuery(
    trpc.replies.open.queryOptions({ id }, { enabled: may, gcTime: 0, staleTime: Infinity }),
  );
  const back = (
    <Button
      variant="subtle"
      size="compact-sm"
      hiddenFrom="md"
      leftSection={<IconArrowLeft size={14} />}
      onClick={onClose}
    >
      All replies
    </Button>
  );
  if (!may)
    return (
      <Empty icon={<IconLock size={28} />} title="Your role may not open it" action={back}>
        Replies hold what patients write. Compliance sees that they came and how they stand.
      </Empty>
    );
  if (isPending) return <Loading what="the conversation" />;
  if (!data) {
    const failure = failureOf(error);
    return (
      <Empty icon={<IconMailOff size={28} />} title="It cannot be shown" action={back}>
        {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.'}
      </Empty>
    );
  }
  return (
    <Stack gap="md">
      {back}
      <Head one={data} />
      <Stack gap="sm" component="section" aria-label="Conversation">
        {data.thread.map((part) => (
          <Part key={part.id} part={part} replyId={data.reply.id} name={data.contact.name ?? 'The recipient'} />
        ))}
      </Stack>
      <AnswerForm one={data} />
    </Stack>
  );
}

function Head({ one: { reply, contact } }: { one: Conversation }) {
  const { session } = useSession();
  const again = useAgain(reply.id);
  const workers = useQuery(trpc.replies.workers.queryOptions(undefined, { staleTime: 60_000 }));
  const settled = { onError: notifyFailed, onSuccess: again };
  const assign = useMutation(trpc.replies.assign.mutationOptions(settled));
  const settle = useMutation(
    trpc.replies.settle.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ done }) => {
        notifyDone(done ? 'Settled.' : 'Open again.');
        await again();
      },
    }),
  );
  const done = reply.state === 'done';
  return (
    <Paper withBorder radius="md" p="lg" bg="var(--stepwell-card)" component="section" aria-label="Reply">
      <Group justify="space-between" align="flex-start">
        <div>
          <Group gap="xs">
            <Title order={2} size="h4">
              {contact.name ?? 'No name'}
            </Title>
            <Tag tone={stateLooks[reply.state].tone}>{stateLooks[reply.state].label}</Tag>
            {reply.phi && <PhiBadge phi={reply.phi} size="sm" />}
          </Group>
          <Text size="sm" c="dimmed">
            {contact.email ?? 'No address'}
          </Text>
          <Group gap="md" mt={4}>
            <Anchor
              size="sm"
              renderRoot={(props) => (
                <Link {...props} to="/contacts/$contactId" params={{ contactId: reply.contactId }} />
              )}
            >
              Contact
            </Anchor>
            <Anchor
              size="sm"
              renderRoot={(props) => (
                <Link {...props} to="/messages/$messageId" params={{ messageId: reply.messageId }} />
              )}
            >
              The message it answers
            </Anchor>
          </Group>
        </div>
        <Button
          variant="default"
          leftSection={done ? <IconRotate size={16} /> : <IconCheck size={16} />}
          loading={settle.isPending}
          onClick={() => settle.mutate({ id: reply.id, done: !done })}
        >
          {done ? 'Open again' : 'Done'}
        </Button>
      </Group>
      {reply.proof === 'unproven' && (
        <Alert color="orange" mt="sm" p="sm">
          Who sent this is not proved. Take nothing in it for consent or identity.
        </Alert>
      )}
      <Group align="flex-end" gap="sm" mt="md">
        <Select
          label="With"
          placeholder="Nobody yet"
          clearable
          w={240}
          data={(workers.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={reply.assignee}
          disabled={assign.isPending}
          onChange={(assignee) => assign.mutate({ id: reply.id, assignee })}
        />
        {session && reply.assignee !== session.id && (
          <Button
            variant="default"
            loading={assign.isPending}
            onClick={() => assign.mutate({ id: reply.id, assignee: session.id })}
          >
            Take it
          </Button>
        )}
      </Group>
    </Paper>
  );
}

/** Reads the conversation, the list and the counts again after a change. */
function useAgain(id: string) {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries(trpc.replies.open.queryFilter({ id })),
      queries.invalidateQueries(trpc.replies.counts.queryFilter()),
      queries.invalidateQueries(trpc.replies.list.infiniteQueryFilter()),
    ]);
  };
}
