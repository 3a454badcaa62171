import { Anchor, Badge, Paper, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { stateOf } from './import-types.ts';

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The imports of late; one under way can be come back to. */
export function RecentImports({ onOpen }: { onOpen: (id: string) => void }) {
  const { data } = useQuery(trpc.imports.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  if (!data || data.length === 0) return null;
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)">
      <Title order={2} size="h5" mb="xs">
        Earlier imports
      </Title>
      <Table.ScrollContainer minWidth={560}>
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>File</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th ta="right">New</Table.Th>
              <Table.Th ta="right">Changed</Table.Th>
              <Table.Th ta="right">Rejected</Table.Th>
              <Table.Th>When</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((row) => {
              const { label, color } = stateOf(row);
              return (
                <Table.Tr key={row.id}>
                  <Table.Td>
                    <Anchor component="button" type="button" onClick={() => onOpen(row.id)}>
                      {row.fileName}
                    </Anchor>
                    {row.listName && (
                      <Text size="xs" c="dimmed">
                        list “{row.listName}”
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>
                    <Badge variant="light" color={color} tt="none">
                      {label}
                    </Badge>
                  </Table.Td>
                  <Table.Td ta="right">{row.created.toLocaleString('en-US')}</Table.Td>
                  <Table.Td ta="right">{row.updated.toLocaleString('en-US')}</Table.Td>
                  <Table.Td ta="right">{row.rejected.toLocaleString('en-US')}</Table.Td>
                  <Table.Td c="dimmed">{moment.format(new Date(row.createdAt))}</Table.Td>
                </Table.Tr>
              );
            })}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}
