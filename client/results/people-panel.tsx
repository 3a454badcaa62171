import { Alert, Button, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core';
import { IconEyeOff, IconUsers } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { failureOf, trpc } from '../api/trpc.ts';
import { failureWords } from '../ui/failure-words.ts';
import { Why } from '../ui/why/why.tsx';
import { wholeNumber } from './figures.ts';

/** Who stands at the chosen step, masked; each leads to the contact's own page, where revealing is audited. */
export function PeoplePanel({
  journeyId,
  step,
  name,
  here,
}: {
  journeyId: string;
  step: string | null;
  name: string | null;
  here: number;
}) {
  const query = useInfiniteQuery(
    trpc.journeys.people.infiniteQueryOptions(
      { id: journeyId, step: step ?? '' },
      {
        enabled: step !== null,
        getNextPageParam: (page) => page.next,
        initialCursor: null,
        staleTime: 5_000,
      },
    ),
  );
  if (step === null || name === null)
    return (
      <Stack gap="xs">
        <Title order={2} size="h4">
          People
        </Title>
        <Text size="sm" c="dimmed">
          Select a step to see who stands there now.
        </Text>
      </Stack>
    );
  const failure = query.error ? failureOf(query.error) : null;
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  return (
    <Stack gap="sm">
      <div>
        <Title order={2} size="h4">
          {name}
        </Title>
        <Group gap={6} c="dimmed">
          <IconUsers size={16} />
          <Text size="sm">{wholeNumber(here)} here now</Text>
        </Group>
      </div>
      <Alert variant="light" color="gray" icon={<IconEyeOff size={16} />} p="xs">
        <Text size="xs">Masked. Revealing, on a contact’s own page, is audited; so is this list.</Text>
      </Alert>
      {failure && <Alert color="red">{failureWords(failure)}</Alert>}
      {query.isPending && <Loader size="sm" type="dots" aria-label="Loading people" />}
      {query.isSuccess && people.length === 0 && (
        <Text size="sm" c="dimmed">
          Nobody stands here now.
        </Text>
      )}
      {people.map((one) => (
        <Paper key={one.enrollmentId} withBorder p="xs" radius="md">
          <Link
            to="/contacts/$contactId"
            params={{ contactId: one.contactId }}
            data-person={one.contactId}
            style={{ color: 'inherit', textDecoration: 'none' }}
          >
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <div style={{ minWidth: 0 }}>
                <Text size="sm" fw={600} truncate>
                  {one.name || 'Contact'}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {one.email}
                </Text>
              </div>
              <div style={{ textAlign: 'right', flex: 'none' }}>
                <Text size="xs">since {new Date(one.since).toLocaleDateString()}</Text>
                {one.dueAt !== null && (
                  <Text size="xs" c="dimmed">
                    until {new Date(one.dueAt).toLocaleDateString()}
                  </Text>
                )}
              </div>
            </Group>
          </Link>
          <Why contactId={one.contactId} about={{ enrollment: one.enrollmentId }} label="Why here?" />
        </Paper>
      ))}
      {query.hasNextPage && (
        <Button variant="light" size="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          More
        </Button>
      )}
    </Stack>
  );
}
