import { Badge, Button, Code, Group, Stack, Table, Text } from '@mantine/core';
import { IconPencil, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import type { Sender } from './sender.ts';
import { SenderDialog } from './sender-dialog.tsx';
import { CopyValue } from './shown-once.tsx';

/** The records to publish, ready to copy, and what the last look at DNS found of each. */
export function SenderDetails({ sender }: { sender: Sender }) {
  const may = useMay('senders.edit');
  const [editing, setEditing] = useState(false);
  const again = () => queryClient.invalidateQueries({ queryKey: trpc.senders.list.queryKey() });
  const check = useMutation(
    trpc.senders.check.mutationOptions({
      onSuccess: async ({ verified, unanswered }) => {
        await again();
        if (verified) notifyDone('All records are there. This identity can send.');
        else notifyDone(unanswered ? 'The name server gave no answer; try again.' : 'Some records are missing still.');
      },
      onError: notifyFailed,
    }),
  );
  const remove = useMutation(
    trpc.senders.remove.mutationOptions({
      onSuccess: async () => {
        await again();
        notifyDone('The sender identity is gone.');
      },
      onError: notifyFailed,
    }),
  );
  return (
    <Stack mt="md" gap="sm">
      <Text size="sm">
        Publish these TXT records in the DNS of <b>{sender.domain}</b>, then check them. Changes can take some hours to
        be seen everywhere.
      </Text>
      <Table.ScrollContainer minWidth={720}>
        <Table verticalSpacing="xs" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={130}>Record</Table.Th>
              <Table.Th>Name</Table.Th>
              <Table.Th>Value</Table.Th>
              <Table.Th w={190}>Last check</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sender.records.map((record) => (
              <Table.Tr key={record.name + record.kind}>
                <Table.Td title={record.why}>{record.kind}</Table.Td>
                <Table.Td>
                  <Copyable text={record.name} what={`name of the ${record.kind} record`} />
                </Table.Td>
                <Table.Td>
                  <Copyable text={record.value} what={`value of the ${record.kind} record`} />
                </Table.Td>
                <Table.Td>
                  <Found check={sender.checks.find((one) => one.record === record.kind)} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {may && (
        <Group>
          <Button
            leftSection={<IconRefresh size={16} />}
            loading={check.isPending}
            onClick={() => check.mutate({ id: sender.id })}
          >
            Check DNS now
          </Button>
          <Button variant="default" leftSection={<IconPencil size={16} />} onClick={() => setEditing(true)}>
            Edit
          </Button>
          <Button
            variant="light"
            color="red"
            leftSection={<IconTrash size={16} />}
            loading={remove.isPending}
            onClick={() => remove.mutate({ id: sender.id })}
          >
            Remove
          </Button>
        </Group>
      )}
      {editing && <SenderDialog sender={sender} onClose={() => setEditing(false)} onMade={() => setEditing(false)} />}
    </Stack>
  );
}

function Copyable({ text, what }: { text: string; what: string }) {
  return (
    <Group gap={4} wrap="nowrap" align="flex-start">
      <Code style={{ overflowWrap: 'anywhere', maxHeight: 84, overflowY: 'auto', flex: 1 }} tabIndex={0}>
        {text}
      </Code>
      <CopyValue value={text} what={what} />
    </Group>
  );
}

function Found({ check }: { check: { ok: boolean; found: string } | undefined }) {
  if (!check) return <Badge color="gray">Not checked yet</Badge>;
  return (
    <>
      <Badge color={check.ok ? 'teal' : 'orange'}>{check.ok ? 'Found' : 'Not right'}</Badge>
      {!check.ok && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {check.found}
        </Text>
      )}
    </>
  );
}
