import { Button, Group, SegmentedControl, Select } from '@mantine/core';
import { IconInboxOff, IconMessageReply } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { ConversationPanel } from './conversation.tsx';
import styles from './inbox.module.css';
import { emptyWords, filterLabels } from './inbox-words.ts';
import { ReplyList } from './reply-list.tsx';
import { type ReplyFilter, useFollowReplies, useReplies, useReplyCounts } from './use-replies.ts';

const ALL = 'all';

/** What recipients wrote back: one queue per sender identity, and the conversation of the one chosen. */
export function InboxRoom() {
  const { replyId } = useParams({ from: '/inbox/{-$replyId}' });
  const navigate = useNavigate();
  const mayOpen = useMay('replies.work');
  const [filter, setFilter] = useState<ReplyFilter>('open');
  const [sender, setSender] = useState<string>(ALL);
  const { data: counts } = useReplyCounts();
  useFollowReplies();
  const choose = (id: string | undefined) => void navigate({ to: '/inbox/{-$replyId}', params: { replyId: id } });
  const senders = (counts?.senders ?? []).filter((one) => one.id !== null);
  return (
    <Page
      title="Inbox"
      lead="What recipients wrote back. Sealed on arrival, read and answered here; an answer goes only through the portal."
    >
      <Group gap="sm">
        <SegmentedControl
          aria-label="Which replies"
          data={filterLabels.map(({ value, label }) => ({
            value,
            label: value === 'done' || !counts ? label : `${label} (${counts[value]})`,
          }))}
          value={filter}
          onChange={(value) => setFilter(filterLabels.find((one) => one.value === value)?.value ?? 'open')}
        />
        <Select
          aria-label="Sender identity"
          w={{ base: '100%', xs: 280 }}
          data={[
            { value: ALL, label: 'All sender identities' },
            ...senders.map((one) => ({
              value: one.id ?? ALL,
              label: one.new > 0 ? `${one.name ?? ''} (${one.new} new)` : (one.name ?? ''),
            })),
          ]}
          value={sender}
          allowDeselect={false}
          onChange={(value) => setSender(value ?? ALL)}
        />
      </Group>
      <div className={styles['split']} data-open={replyId ? true : undefined}>
        <Queue filter={filter} senderId={sender === ALL ? undefined : sender} chosen={replyId} onChoose={choose} />
        <div className={styles['side']}>
          {replyId === undefined ? (
            <Empty icon={<IconMessageReply size={28} />} title="No reply chosen">
              {mayOpen
                ? 'Choose one to read the conversation. That you looked is written to the audit log.'
                : 'Your role sees that replies came and how they stand, not what they say.'}
            </Empty>
          ) : (
            <ConversationPanel key={replyId} id={replyId} onClose={() => choose(undefined)} />
          )}
        </div>
      </div>
    </Page>
  );
}

function Queue({
  filter,
  senderId,
  chosen,
  onChoose,
}: {
  filter: ReplyFilter;
  senderId: string | undefined;
  chosen: string | undefined;
  onChoose: (id: string) => void;
}) {
  const { rows, hasNextPage, isFetchingNextPage, isPending, error, fetchNextPage, refetch } = useReplies(
    filter,
    senderId,
  );
  const failure = failureOf(error);
  if (isPending) return <Loading what="replies" />;
  if (error)
    return (
      <Empty
        icon={<IconInboxOff size={28} />}
        title="The replies cannot be shown"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.'}
      </Empty>
    );
  if (rows.length === 0) {
    const [title, words] = emptyWords[filter];
    return (
      <Empty icon={<IconInboxOff size={28} />} title={title}>
        {words}
      </Empty>
    );
  }
  return (
    <ReplyList
      rows={rows}
      chosen={chosen}
      onChoose={onChoose}
      more={hasNextPage}
      loading={isFetchingNextPage}
      onMore={() => void fetchNextPage()}
    />
  );
}
