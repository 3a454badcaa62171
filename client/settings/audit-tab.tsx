import { Alert, Badge, Button, Group, Select, Table, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCircleCheck, IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../api/trpc.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyFailed } from '../ui/notify.ts';
import { actionWords, nouns } from './audit-words.ts';
import { FormCard } from './form-card.tsx';
import { roleWords } from './role-words.ts';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function AuditTab() {
  const [noun, setNoun] = useState<string | null>(null);
  const [actor, setActor] = useState<string | null>(null);
  const [subject, setSubject] = useState('');
  const [about] = useDebouncedValue(subject.trim(), 300);
  const people = useSuspenseQuery(trpc.audit.people.queryOptions());
  const filter = { action: noun ?? undefined, actor: actor ?? undefined, subject: about || undefined };
  const log = useInfiniteQuery({
    ...trpc.audit.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.next }),
    placeholderData: keepPreviousData,
    throwOnError: true,
  });
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const nameOf = (who: string) => {
    const person = people.data.find((one) => `user:${one.id}` === who);
    return person ? `${person.name} (${roleWords[person.role]})` : who;
  };

  return (
    <FormCard
      title="Audit log"
      lead="Every sign-in, change and look at patient data. Entries can be neither changed nor removed, and each carries the hash of the one before."
    >
      <VerifyChain />
      <Group align="flex-end">
        <Select label="About" placeholder="Everything" data={nouns} value={noun} onChange={setNoun} clearable w={190} />
        <Select
          label="Who"
          placeholder="Everyone"
          data={[
            ...people.data.map((one) => ({ value: `user:${one.id}`, label: one.name })),
            { value: 'system', label: 'The system' },
          ]}
          value={actor}
          onChange={setActor}
          clearable
          searchable
          w={220}
        />
        <TextInput
          label="Of what"
          placeholder="contact:0190…"
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
          w={260}
        />
      </Group>
      {log.isPending ? (
        <Loading what="the audit log" />
      ) : (
        <Table.ScrollContainer minWidth={960}>
          <Table verticalSpacing="xs" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th w={70}>No.</Table.Th>
                <Table.Th w={190}>When</Table.Th>
                <Table.Th w={220}>Who</Table.Th>
                <Table.Th>What</Table.Th>
                <Table.Th w={260}>Of what</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {entries.map((entry) => (
                <Table.Tr key={entry.seq}>
                  <Table.Td>{entry.seq}</Table.Td>
                  <Table.Td>{when.format(new Date(entry.at))}</Table.Td>
                  <Table.Td>{nameOf(entry.actor)}</Table.Td>
                  <Table.Td>
                    <Badge
                      variant="light"
                      tt="none"
                      color={entry.action.startsWith('session.fail') ? 'orange' : undefined}
                    >
                      {actionWords(entry.action)}
                    </Badge>
                    <Details details={entry.details} />
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                      {entry.subject.startsWith('user:') ? nameOf(entry.subject) : entry.subject}
                    </Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {!log.isPending && entries.length === 0 && <Text c="dimmed">Nothing in the log fits these filters.</Text>}
      {log.hasNextPage && (
        <Group justify="center">
          <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Show older entries
          </Button>
        </Group>
      )}
    </FormCard>
  );
}

/** Ids, names of fields and counts; the log never holds a patient's value. */
function Details({ details }: { details: Record<string, unknown> }) {
  const text = Object.entries(details)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
  if (!text) return null;
  return (
    <Text size="xs" c="dimmed" mt={2} lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
      {text}
    </Text>
  );
}

function VerifyChain() {
  const verify = useMutation(trpc.audit.verify.mutationOptions({ onError: notifyFailed }));
  const verdict = verify.data;
  return (
    <Group align="flex-start">
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} />}
        loading={verify.isPending}
        onClick={() => verify.mutate()}
      >
        Verify the chain
      </Button>
      {verdict?.ok && (
        <Alert color="teal" icon={<IconCircleCheck size={18} />} py={6}>
          All {verdict.checked.toLocaleString()} entries follow from one another.
        </Alert>
      )}
      {verdict && !verdict.ok && (
        <Alert color="red" icon={<IconShieldX size={18} />} py={6} role="alert">
          The chain breaks at entry {verdict.brokenAt}: {faultWords[verdict.fault ?? 'content']}. Tell your compliance
          officer before anything else is done.
        </Alert>
      )}
    </Group>
  );
}

const faultWords = {
  missing: 'an entry before it is missing',
  order: 'it does not carry the hash of the one before',
  content: 'it was changed after it was written',
};
