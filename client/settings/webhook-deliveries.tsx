import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { deliveryStates, outcomeWords } from './webhook-words.ts';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });

/** An endpoint's calls, newest first, each with how its last attempt went. */
export function WebhookDeliveries({ id }: { id: string }) {
  const calls = useInfiniteQuery({
    ...trpc.webhooks.deliveries.infiniteQueryOptions({ id }, { getNextPageParam: (page) => page.next }),
    refetchInterval: 15_000,
    throwOnError: true,
  });
  const rows = calls.data?.pages.flatMap((page) => page.rows) ?? [];
  if (calls.isPending) return <Loading what="the calls" />;
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="md">
        Nothing was sent here yet.
      </Text>
    );
  return (
    <>
      <Table.ScrollContainer minWidth={620} mt="md">
        <Table verticalSpacing="xs" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Asked for</Table.Th>
              <Table.Th>By</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Last attempt</Table.Th>
              <Table.Th>webhook-id</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                <Table.Td style={{ whiteSpace: 'nowrap' }}>{when.format(new Date(row.queuedAt))}</Table.Td>
                <Table.Td>
                  <Anchor
                    size="sm"
                    renderRoot={(props) => (
                      <Link {...props} to="/journeys/$journeyId" params={{ journeyId: row.journeyId }} />
                    )}
                  >
                    {row.journey ?? 'a journey'}
                  </Anchor>
                  <Text size="xs" c="dimmed">
                    {row.step} · {row.event}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Badge color={deliveryStates[row.state].color} variant="light" tt="none">
                    {deliveryStates[row.state].label}
                  </Badge>
                </Table.Td>
                <Table.Td>
                  {outcomeWords(row)}
                  <Text size="xs" c="dimmed">
                    {row.attempts} {row.attempts === 1 ? 'attempt' : 'attempts'}
                    {row.dueAt && row.attempts > 0 && ` · again ${when.format(new Date(row.dueAt))}`}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Text size="xs" ff="monospace">
                    {row.id}
                  </Text>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {calls.hasNextPage && (
        <Group justify="center" mt="sm">
          <Button variant="default" loading={calls.isFetchingNextPage} onClick={() => void calls.fetchNextPage()}>
            Show older calls
          </Button>
        </Group>
      )}
    </>
  );
}
