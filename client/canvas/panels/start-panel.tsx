import { Alert, Button, Group, Progress, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { IconPlayerPlay, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { GoButton } from './go-button.tsx';
import { PanelHead } from './panel-head.tsx';

const POLL_MS = 700;

/** Starts the live journey for a list or segment: first how many, then on with it, then how far it is. */
export function StartPanel() {
  const { journeyId, catalog, view } = useCanvas();
  const queries = useQueryClient();
  const [kind, setKind] = useState<'segment' | 'list'>('segment');
  const [name, setName] = useState<string | null>(null);
  const filter: Filter | null = name === null ? null : kind === 'segment' ? { segment: name } : { list: name };
  const count = useQuery(
    trpc.journeys.startCount.queryOptions(
      { id: journeyId, filter: filter ?? { all: [] } },
      { enabled: filter !== null, staleTime: 0, retry: false },
    ),
  );
  const starts = useQuery(
    trpc.journeys.startProgress.queryOptions(
      { id: journeyId },
      { refetchInterval: (query) => (query.state.data?.some((one) => isOn(one.state)) ? POLL_MS : false) },
    ),
  );
  const again = () => queries.invalidateQueries(trpc.journeys.startProgress.queryFilter({ id: journeyId }));
  const start = useMutation(
    trpc.journeys.start.mutationOptions({
      onSuccess: () => {
        setName(null);
        view.setState({ mode: 'results', panel: 'start' });
        void again();
      },
      onError: notifyFailed,
    }),
  );
  const cancel = useMutation(trpc.journeys.cancelStart.mutationOptions({ onSuccess: again, onError: notifyFailed }));
  const sharing = useQuery(
    trpc.journeys.sharingCount.queryOptions(
      { filter: filter ?? { all: [] } },
      { enabled: filter !== null, staleTime: 30_000, retry: false },
    ),
  );
  const failure = count.error ? failureOf(count.error) : null;
  const people = count.data?.count;
  return (
    <Stack gap="md">
      <PanelHead title="Start" lead="For whom? Each contact enters once; who is in it already stays where they are." />
      <SegmentedControl
        fullWidth
        aria-label="Start for"
        data={[
          { value: 'segment', label: 'A segment' },
          { value: 'list', label: 'A list' },
        ]}
        value={kind}
        onChange={(next) => {
          setKind(next === 'list' ? 'list' : 'segment');
          setName(null);
        }}
      />
      <Select
        label={kind === 'segment' ? 'Segment' : 'List'}
        placeholder="Choose one"
        searchable
        data={kind === 'segment' ? catalog.segments.map((one) => one.name) : catalog.lists}
        value={name}
        onChange={setName}
        nothingFoundMessage="None of that name"
      />
      {failure && (
        <Alert color="red" p="sm">
          {failureWords(failure)}
        </Alert>
      )}
      {name !== null && !failure && (
        <Alert color="well" icon={<IconUsers size={18} />} p="sm" aria-live="polite">
          {people === undefined ? (
            'Counting…'
          ) : (
            <>
              <Text fw={700} span>
                {wholeNumber(people)} {people === 1 ? 'contact' : 'contacts'}
              </Text>{' '}
              in “{name}” may enter now, after the trigger’s own filters.
              {sharing.data && sharing.data.count > 0 && (
                <Text size="sm" mt={4}>
                  {wholeNumber(sharing.data.count)} of them {sharing.data.count === 1 ? 'shares' : 'share'} an address
                  with another contact and nobody said that this is meant: mail about a patient to them is held.
                </Text>
              )}
            </>
          )}
        </Alert>
      )}
      <Button
        variant="subtle"
        size="compact-sm"
        style={{ alignSelf: 'flex-start' }}
        onClick={() => view.setState({ panel: 'test', rehearseMany: true })}
      >
        Rehearse it first: a dry run
      </Button>
      <GoButton
        size="md"
        leftSection={<IconPlayerPlay size={18} />}
        disabled={filter === null || people === undefined || people === 0}
        loading={start.isPending}
        onClick={() => filter && start.mutate({ id: journeyId, filter })}
      >
        {people === undefined || people === 0 ? 'Start' : `Start for ${wholeNumber(people)}`}
      </GoButton>
      {(starts.data ?? []).map((one) => (
        <div key={one.id}>
          <Group justify="space-between" mb={4}>
            <Text size="sm" fw={600}>
              {WORDS[one.state]}
            </Text>
            <Text size="xs" c="dimmed">
              {new Date(one.createdAt).toLocaleString()}
            </Text>
          </Group>
          <Progress
            value={one.state === 'done' ? 100 : Math.min(100, (one.examined / Math.max(1, one.total)) * 100)}
            color={one.state === 'failed' ? 'red' : 'teal'}
            animated={isOn(one.state)}
            aria-label={WORDS[one.state]}
          />
          <Group justify="space-between" mt={4}>
            <Text size="xs" c="dimmed">
              {wholeNumber(one.enrolled)} entered of {wholeNumber(one.total)}
              {one.problem ? ` · ${one.problem}` : ''}
            </Text>
            {isOn(one.state) && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="red"
                onClick={() => cancel.mutate({ id: journeyId, start: one.id })}
              >
                Stop
              </Button>
            )}
          </Group>
        </div>
      ))}
    </Stack>
  );
}

type StartState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

const WORDS: Readonly<Record<StartState, string>> = {
  waiting: 'About to begin',
  running: 'Starting…',
  done: 'Started',
  failed: 'Could not go on',
  cancelled: 'Stopped',
};

const isOn = (state: StartState): boolean => state === 'waiting' || state === 'running';
