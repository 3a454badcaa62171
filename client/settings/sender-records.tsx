import { Badge, Code, Group, Text } from '@mantine/core';
import type { Sender } from './sender.ts';
import styles from './sender-records.module.css';
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
      <ul className={styles['records']}>
        {sender.records.map((record) => (
          <li key={record.name + record.kind} className={styles['record']}>
            <div>
              <Text size="sm" fw={600}>
                {record.kind}
              </Text>
              <Text size="xs" c="dimmed">
                {record.why}
              </Text>
            </div>
            <Copyable text={record.name} what={`name of the ${record.kind} record`} />
            <Copyable text={record.value} what={`value of the ${record.kind} record`} />
            <div>
              <Found
                record={record}
                check={sender.checks.find((one) => one.name === record.name && one.record === record.kind)}
              />
            </div>
          </li>
        ))}
      </ul>
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
