import { Anchor, Badge, Button, Card, Group, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconFilter, IconPlus, IconSearch, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { describeFilter } from '../../server/core/segment/describe.ts';
import type { Vocabulary } from '../../server/core/segment/fields.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { Loading } from '../ui/loading.tsx';
import { Page } from '../ui/page.tsx';
import { CountPill } from './count-pill.tsx';
import { NewSegment } from './new-segment.tsx';
import { useWorld } from './world.ts';

type Segment = inferRouterOutputs<AppRouter>['segments']['list'][number];

/** Every segment, what it says, and how many are in it now. */
export function SegmentsRoom() {
  const { data } = useQuery(trpc.segments.list.queryOptions());
  const known = useWorld();
  const mayEdit = useMay('segments.edit');
  const [making, setMaking] = useState(false);
  const [term, setTerm] = useState('');
  if (!data || !known) return <Loading what="the segments" />;
  const wanted = term.trim().toLowerCase();
  const shown = data.filter((one) => `${one.name} ${one.description}`.toLowerCase().includes(wanted));
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>
      New segment
    </Button>
  );
  return (
    <Page
      title="Segments"
      lead="Who journeys are for. A rule finds its contacts anew each time; a set holds whom journeys put into it."
      actions={add}
    >
      {data.length === 0 ? (
        <Empty icon={<IconFilter size={28} />} title="No segments yet" action={add}>
          Describe a group of contacts by what is known of them and what they did, and see at once how many they are.
        </Empty>
      ) : (
        <>
          <TextInput
            aria-label="Search the segments"
            placeholder="Search by name"
            leftSection={<IconSearch size={16} />}
            value={term}
            onChange={(event) => setTerm(event.currentTarget.value)}
            w={{ base: '100%', xs: 320 }}
          />
          <SimpleGrid cols={{ base: 1, md: 2, lg: 3 }}>
            {shown.map((one) => (
              <SegmentCard key={one.id} segment={one} vocabulary={known.vocabulary} />
            ))}
          </SimpleGrid>
          {shown.length === 0 && <Text c="dimmed">No segment has “{term.trim()}” in its name.</Text>}
        </>
      )}
      {making && <NewSegment onClose={() => setMaking(false)} />}
    </Page>
  );
}

function SegmentCard({ segment, vocabulary }: { segment: Segment; vocabulary: Vocabulary }) {
  const { id, name, description, filter } = segment;
  return (
    <Card withBorder radius="md" padding="md" bg="var(--stepwell-card)">
      <Stack gap={6} h="100%">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Anchor
            fw={650}
            c="inherit"
            renderRoot={(props) => <Link {...props} to="/segments/$segmentId" params={{ segmentId: id }} />}
          >
            {name}
          </Anchor>
          <CountPill filter={filter ?? { segment: name }} size="md" />
        </Group>
        {description && (
          <Text size="sm" c="dimmed">
            {description}
          </Text>
        )}
        <Text size="sm" lineClamp={3} style={{ flex: 1 }}>
          {filter ? capital(describeFilter(filter, vocabulary)) : 'Filled by journeys.'}
        </Text>
        <Group gap="xs">
          <Badge
            variant="default"
            radius="sm"
            tt="none"
            leftSection={filter ? <IconFilter size={12} /> : <IconUsersGroup size={12} />}
          >
            {filter ? 'Rule' : 'Set'}
          </Badge>
        </Group>
      </Stack>
    </Card>
  );
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
