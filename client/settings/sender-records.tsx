import { Badge, Code, Group, Table, Text } from '@mantine/core';
import type { Sender } from './sender.ts';
import { CopyValue } from './shown-once.tsx';

type DnsRecord = Sender['records'][number];
type Check = Sender['checks'][number];

/** The records to publish, ready to copy, and what the last look at DNS found of each. */
export function SenderRecords({ sender }: { sender: Sender }) {
  return (
    <div>
      <Text size="sm" mb="xs">
        Publish these TXT records in the DNS of <b>{sender.domain}</b>, then check them. Changes can take some hours to
        be seen everywhere.
      </Text>
      <Table.ScrollContainer minWidth={760}>
        <Table verticalSpacing="xs" layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={170}>Record</Table.Th>
              <Table.Th>Name</Table.Th>
              <Table.Th>Value</Table.Th>
              <Table.Th w={190}>Last check</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sender.records.map((record) => (
              <Table.Tr key={record.name + record.kind}>
                <Table.Td>
                  <Text size="sm">{record.kind}</Text>
                  <Text size="xs" c="dimmed">
                    {record.why}
                  </Text>
                </Table.Td>
                <Table.Td>
                  <Copyable text={record.name} what={`name of the ${record.kind} record`} />
                </Table.Td>
                <Table.Td>
                  <Copyable text={record.value} what={`value of the ${record.kind} record`} />
                </Table.Td>
                <Table.Td>
                  <Found
                    record={record}
                    check={sender.checks.find((one) => one.name === record.name && one.record === record.kind)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </div>
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

function Found({ record, check }: { record: DnsRecord; check: Check | undefined }) {
  if (record.standing === 'may-go') return <Badge color="gray">May go</Badge>;
  if (!check) return <Badge color="gray">Not checked yet</Badge>;
  const waits = record.standing === 'next';
  return (
    <>
      <Badge color={check.ok ? 'teal' : waits ? 'blue' : 'orange'}>
        {check.ok ? 'Found' : waits ? 'Waited for' : 'Not right'}
      </Badge>
      {!check.ok && (
        <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
          {check.found}
        </Text>
      )}
    </>
  );
}
