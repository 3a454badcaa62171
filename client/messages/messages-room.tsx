import { Button, Group, Select } from '@mantine/core';
import { IconFilterOff, IconMailSearch, IconQuestionMark, IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { Attention } from './attention.tsx';
import { MessageList } from './message-list.tsx';
import { methodNames, stateLooks } from './message-words.ts';
import { type MessageFilter, useMessages } from './use-messages.ts';

const STATES = ['queued', 'sent', 'deferred', 'held', 'in_doubt', 'bounced', 'failed', 'dropped', 'refused'] as const;
const METHODS = ['tls', 'smime', 'pgp', 'portal', 'drop'] as const;

function reasonOf(error: unknown): string {
  const failure = failureOf(error);
  return failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.';
}

/** Every email the journeys sent or tried to send, and how each was protected. */
export function MessagesRoom() {
  const [filter, setFilter] = useState<MessageFilter>({});
  const journeys = useQuery(trpc.journeys.list.queryOptions());
  const { rows, hasNextPage, isFetchingNextPage, isPending, isFetching, error, fetchNextPage, refetch } =
    useMessages(filter);
  const change = (part: MessageFilter) => setFilter((old) => ({ ...old, ...part }));
  const filtered = Object.values(filter).some((one) => one !== undefined);
  const state = filter.states?.length === 1 ? filter.states[0] : null;
  return (
    <Page
      title="Messages"
      lead="One row per email: how it was protected, why in that way, and what the receiving server answered."
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconQuestionMark size={16} />}
            renderRoot={(props) => <Link {...props} to="/messages/in-doubt" />}
          >
            Decide what is in doubt
          </Button>
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} />}
            loading={isFetching && !isPending && !isFetchingNextPage}
            onClick={() => void refetch()}
          >
            Refresh
          </Button>
        </>
      }
    >
      <Attention chosen={filter.states} onChoose={(states) => change({ states })} />
      <Group gap="sm">
        <Select
          aria-label="Journey"
          placeholder="Any journey"
          clearable
          searchable
          w={260}
          data={(journeys.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
          value={filter.journeyId ?? null}
          onChange={(value) => change({ journeyId: value ?? undefined })}
        />
        <Select
          aria-label="State"
          placeholder="Any state"
          clearable
          w={160}
          data={STATES.map((value) => ({ value, label: stateLooks[value]?.label ?? value }))}
          value={state ?? null}
          onChange={(value) => change({ states: value ? STATES.filter((one) => one === value) : undefined })}
        />
        <Select
          aria-label="Method"
          placeholder="Any method"
          clearable
          w={160}
          data={METHODS.map((value) => ({ value, label: methodNames[value] ?? value }))}
          value={filter.method ?? null}
          onChange={(value) => change({ method: METHODS.find((one) => one === value) })}
        />
        {filtered && (
          <Button variant="subtle" leftSection={<IconFilterOff size={16} />} onClick={() => setFilter({})}>
            Show all
          </Button>
        )}
      </Group>
      {isPending ? (
        <Loading what="messages" />
      ) : error ? (
        <Empty
          icon={<IconMailSearch size={28} />}
          title="The messages cannot be shown"
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        >
          {reasonOf(error)}
        </Empty>
      ) : rows.length === 0 ? (
        <Empty icon={<IconMailSearch size={28} />} title={filtered ? 'Nothing like that' : 'No messages yet'}>
          {filtered
            ? 'No message matches these filters.'
            : 'When a journey sends its first email, it shows up here with its method and its evidence.'}
        </Empty>
      ) : (
        <MessageList rows={rows} more={hasNextPage} loading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      )}
    </Page>
  );
}
