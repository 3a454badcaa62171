import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconRoute, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, trpc } from '../api/trpc.ts';
import { AlertsNotice } from '../ui/alerts-notice.tsx';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { JourneyCard } from './journey-card.tsx';

/** The list refreshes by itself while it is looked at; figures come from counters, so this is cheap. */
const REFRESH_MS = 4_000;

const STATES = ['all', 'live', 'draft', 'paused', 'ended'] as const;

/** Every journey with its state and how its people do. */
export function JourneysRoom() {
  const query = useQuery(trpc.journeys.list.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  const mayEdit = useMay('journeys.edit');
  const [search, setSearch] = useState('');
  const [state, setState] = useState<(typeof STATES)[number]>('all');
  const journeys = query.data ?? [];
  const wanted = search.trim().toLowerCase();
  const shown = journeys.filter(
    (one) => (state === 'all' || one.state === state) && one.name.toLowerCase().includes(wanted),
  );
  const names = journeys.map((one) => one.name);
  const create = mayEdit && (
    <Button component={Link} to="/journeys/new" leftSection={<IconPlus size={17} />}>
      New journey
    </Button>
  );
  return (
    <Page title="Journeys" lead="What your contacts walk through, and how they are doing in it." actions={create}>
      <AlertsNotice />
      {query.isPending && <Loading what="the journeys" />}
      {query.error && (
        <Text c="red">
          {failureOf(query.error) ? failureWords(failureOf(query.error)!) : 'The server cannot be reached.'}
        </Text>
      )}
      {query.isSuccess && journeys.length === 0 && (
        <Empty icon={<IconRoute size={28} />} title="No journeys yet" action={create}>
          A journey sends the right email to each contact at the right time, protected for each of them. Begin with a
          blank sheet or one of the ready ones.
        </Empty>
      )}
      {journeys.length > 0 && (
        <Stack gap="md">
          <Group justify="space-between">
            <TextInput
              aria-label="Find a journey"
              placeholder="Find a journey"
              leftSection={<IconSearch size={16} />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
              w={{ base: '100%', xs: 280 }}
            />
            <SegmentedControl
              aria-label="Which journeys"
              data={STATES.map((one) => ({ value: one, label: one[0]!.toUpperCase() + one.slice(1) }))}
              value={state}
              onChange={(next) => setState(STATES.find((one) => one === next) ?? 'all')}
            />
          </Group>
          {shown.map((one) => (
            <JourneyCard key={one.id} journey={one} names={names} mayEdit={mayEdit} />
          ))}
          {shown.length === 0 && <Text c="dimmed">None like that.</Text>}
        </Stack>
      )}
    </Page>
  );
}
