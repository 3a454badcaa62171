import { Button, Text } from '@mantine/core';
import { IconArchive, IconMailCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { CaseCards } from './case-cards.tsx';
import { CaseList } from './case-list.tsx';
import { type CaseFilter, useCases, useFollowCases } from './use-cases.ts';

const EMPTY: Readonly<Record<CaseFilter, readonly [title: string, words: string]>> = {
  open: [
    'No open case',
    'When an email that a “Non-delivery case” step watches is not delivered, a case is opened here.',
  ],
  mine: ['Nothing of yours', 'No open case is given to you. Open one and take it.'],
  overdue: ['Nothing overdue', 'Every open case is still within its time.'],
  unassigned: ['Nobody’s case', 'Every open case is with someone.'],
  closed: ['No closed case', 'Cases that were settled are kept here.'],
};

/** The queue of what was not delivered. A manager sees how many, and no more. */
export function CasesRoom() {
  const may = useMay('cases.read');
  const [filter, setFilter] = useState<CaseFilter>('open');
  useFollowCases();
  return (
    <Page
      title="Cases"
      lead="Email that was not delivered, and what people do about it. Nothing is sent again by itself."
      actions={
        may && (
          <Button
            variant={filter === 'closed' ? 'filled' : 'default'}
            aria-pressed={filter === 'closed'}
            leftSection={<IconArchive size={16} />}
            onClick={() => setFilter(filter === 'closed' ? 'open' : 'closed')}
          >
            Closed cases
          </Button>
        )
      }
    >
      {may ? (
        <>
          <CaseCards chosen={filter} onChoose={setFilter} />
          <Queue filter={filter} />
        </>
      ) : (
        <>
          <CaseCards chosen={filter} />
          <Text c="dimmed">Your role sees how many cases there are, and not whom they are about.</Text>
        </>
      )}
    </Page>
  );
}

function Queue({ filter }: { filter: CaseFilter }) {
  const { rows, hasNextPage, isFetchingNextPage, isPending, error, fetchNextPage, refetch } = useCases(filter, true);
  // The installation's clock: a demo's may be far ahead of this machine's.
  const clock = useQuery(trpc.clock.get.queryOptions(undefined, { staleTime: 60_000, retry: false }));
  const failure = failureOf(error);
  if (isPending) return <Loading what="cases" />;
  if (error)
    return (
      <Empty
        icon={<IconMailCheck size={28} />}
        title="The cases cannot be shown"
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      >
        {failure ? failureWords(failure) : 'The server cannot be reached. Check the connection.'}
      </Empty>
    );
  if (rows.length === 0) {
    const [title, words] = EMPTY[filter];
    return (
      <Empty icon={<IconMailCheck size={28} />} title={title}>
        {words}
      </Empty>
    );
  }
  return (
    <CaseList
      rows={rows}
      now={clock.data?.now ?? rows.at(-1)?.openedAt ?? 0}
      more={hasNextPage}
      loading={isFetchingNextPage}
      onMore={() => void fetchNextPage()}
    />
  );
}
