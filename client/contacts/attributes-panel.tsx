import { Badge, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconPencil, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AttributeDefinition } from '../../server/core/segment/fields.ts';
import { useMay } from '../api/session.ts';
import { trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { PhiBadge } from '../ui/phi-badge.tsx';
import { AttributeDialog } from './attribute-dialog.tsx';
import { byGroup } from './attribute-groups.ts';

/** What can be known of a contact: every attribute with its type and how sensitive it is. */
export function AttributesPanel() {
  const { data } = useQuery(trpc.attributes.list.queryOptions());
  const mayEdit = useMay('attributes.edit');
  const [editing, setEditing] = useState<AttributeDefinition | 'new' | null>(null);
  if (!data) return <Loading what="the attributes" />;
  return (
    <Stack>
      <Group justify="space-between">
        <Text c="dimmed" maw={720}>
          An attribute’s class decides by which methods a message that uses it may go: P0 is no patient data, P3 is what
          the law holds highest.
        </Text>
        {mayEdit && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setEditing('new')}>
            New attribute
          </Button>
        )}
      </Group>
      {byGroup(data).map(([group, items]) => (
        <Paper key={group} withBorder radius="md" p="md" bg="var(--stepwell-card)">
          <Title order={2} size="h5" mb="xs">
            {group}
          </Title>
          <Table.ScrollContainer minWidth={560}>
            <Table verticalSpacing={6}>
              <Table.Tbody>
                {items.map((one) => (
                  <Table.Tr key={one.key}>
                    <Table.Td w={220} fw={600}>
                      {one.label}
                    </Table.Td>
                    <Table.Td w={210} ff="monospace" fz="sm" c="dimmed">
                      {one.key}
                    </Table.Td>
                    <Table.Td w={110}>
                      <Badge variant="default" tt="none" radius="sm">
                        {one.type}
                      </Badge>
                    </Table.Td>
                    <Table.Td w={90}>
                      <PhiBadge phi={one.phi} />
                    </Table.Td>
                    <Table.Td c="dimmed" fz="sm">
                      <Text size="sm" lineClamp={1}>
                        {one.choices.join(', ')}
                      </Text>
                    </Table.Td>
                    {mayEdit && (
                      <Table.Td w={60} ta="right">
                        <Button
                          size="compact-sm"
                          variant="subtle"
                          leftSection={<IconPencil size={14} />}
                          aria-label={`Edit ${one.label}`}
                          onClick={() => setEditing(one)}
                        >
                          Edit
                        </Button>
                      </Table.Td>
                    )}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Paper>
      ))}
      {editing && <AttributeDialog now={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Stack>
  );
}
