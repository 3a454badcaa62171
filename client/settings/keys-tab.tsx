import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';
import { NewKey } from './new-key.tsx';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function KeysTab() {
  const { data } = useSuspenseQuery(trpc.apiKeys.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const revoke = useMutation(
    trpc.apiKeys.revoke.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.apiKeys.list.queryKey() });
        notifyDone('The key is revoked.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <FormCard
      title="API keys"
      lead={
        <>
          For other systems that talk to the REST API. Each may do what its scopes say and nothing else.{' '}
          <Anchor href="/api/docs" size="sm" target="_blank" rel="noreferrer">
            API documentation
          </Anchor>
        </>
      }
    >
      <Group>
        <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
          New key
        </Button>
      </Group>
      {data.length === 0 ? (
        <Text c="dimmed" size="sm">
          There are no keys yet.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table verticalSpacing="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Name</Table.Th>
                <Table.Th>Scopes</Table.Th>
                <Table.Th>Last used</Table.Th>
                <Table.Th w={110} aria-label="Actions" />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.map((key) => (
                <Table.Tr key={key.id}>
                  <Table.Td>
                    <Text size="sm" fw={600}>
                      {key.name}
                    </Text>
                    <Text size="xs" c="dimmed">
                      Made {when.format(new Date(key.createdAt))}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {key.scopes.map((scope) => (
                        <Badge key={scope} variant="default" tt="none" fw={500}>
                          {scope}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{key.lastUsedAt ? when.format(new Date(key.lastUsedAt)) : 'never'}</Text>
                  </Table.Td>
                  <Table.Td>
                    {key.revokedAt ? (
                      <Badge color="gray">Revoked</Badge>
                    ) : (
                      <Button
                        size="xs"
                        variant="light"
                        color="red"
                        aria-label={`Revoke ${key.name}`}
                        loading={revoke.isPending && revoke.variables.id === key.id}
                        onClick={() => revoke.mutate({ id: key.id })}
                      >
                        Revoke
                      </Button>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {adding && <NewKey onClose={() => setAdding(false)} />}
    </FormCard>
  );
}
