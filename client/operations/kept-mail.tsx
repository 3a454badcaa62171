import { Button, Code, Group, Modal, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import { useMay } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

type Kept = inferRouterOutputs<AppRouter>['inbound']['list']['mails'][number];

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Returned mail that changed nothing, because it could not be read or proves nothing: for a person to look at. */
export function KeptMail() {
  const query = useInfiniteQuery(
    trpc.inbound.list.infiniteQueryOptions(
      { limit: 20 },
      { getNextPageParam: (last) => last.next, refetchInterval: 30_000 },
    ),
  );
  const mails = query.data?.pages.flatMap((page) => page.mails) ?? [];
  if (mails.length === 0) return null;
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" component="section" aria-label="Kept mail">
      <Title order={2} size="h5">
        Returned mail kept for you
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        Each changed nothing, for the reason beside it. It stays sealed for three months.
      </Text>
      <Table.ScrollContainer minWidth={520} type="native">
        <Table verticalSpacing="xs" fz="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Came</Table.Th>
              <Table.Th>Why it was kept</Table.Th>
              <Table.Th ta="right">Size</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {mails.map((mail) => (
              <KeptRow key={mail.id} mail={mail} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {query.hasNextPage && (
        <Button
          variant="subtle"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Paper>
  );
}

const SIZE = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

function KeptRow({ mail }: { mail: Kept }) {
  const mayDecide = useMay('messages.release');
  const mayReveal = useMay('messages.reveal');
  const [shown, setShown] = useState(false);
  const decide = useMutation(
    trpc.inbound.decide.mutationOptions({
      onError: notifyFailed,
      onSuccess: async (_done, { verdict }) => {
        notifyDone(verdict === 'dismiss' ? 'Set aside.' : 'It is read once more.');
        await queryClient.invalidateQueries({ queryKey: trpc.inbound.pathKey() });
      },
    }),
  );
  const readable = mail.problem !== 'forged-address' && mail.problem !== 'too-large';
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{moment.format(mail.receivedAt)}</Table.Td>
      <Table.Td>{mail.sentence}</Table.Td>
      <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
        {SIZE.format(Math.ceil(mail.bytes / 1024))} kB
      </Table.Td>
      <Table.Td>
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {mayReveal && (
            <Button size="compact-xs" variant="default" onClick={() => setShown(true)}>
              Look
            </Button>
          )}
          {mayDecide && readable && (
            <Button
              size="compact-xs"
              variant="default"
              loading={decide.isPending && decide.variables.verdict === 'again'}
              onClick={() => decide.mutate({ id: mail.id, verdict: 'again' })}
            >
              Read again
            </Button>
          )}
          {mayDecide && (
            <Button
              size="compact-xs"
              variant="default"
              loading={decide.isPending && decide.variables.verdict === 'dismiss'}
              onClick={() => decide.mutate({ id: mail.id, verdict: 'dismiss' })}
            >
              Set aside
            </Button>
          )}
        </Group>
        {shown && <Source id={mail.id} onClose={() => setShown(false)} />}
      </Table.Td>
    </Table.Tr>
  );
}

/** Its source, revealed: it may quote a patient's mail, so it is asked for first and the audit log says who looked. */
function Source({ id, onClose }: { id: string; onClose: () => void }) {
  const reveal = useMutation(trpc.inbound.reveal.mutationOptions({ onError: notifyFailed }));
  const { data } = reveal;
  return (
    <Modal opened onClose={onClose} size="xl" title="A kept mail">
      {data ? (
        <Stack gap="xs">
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            From {data.from || 'a mail server (no sender)'} to {data.to}, handed in by {data.peer} ({data.helo}),{' '}
            {data.tls ? `over ${data.tls.protocol}` : 'unencrypted'}.
          </Text>
          <Code block style={{ maxHeight: '55vh', overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {data.source}
          </Code>
        </Stack>
      ) : (
        <Stack gap="sm">
          <Text size="sm">It may quote what was written to a patient. That you looked stands in the audit log.</Text>
          <Group>
            <Button loading={reveal.isPending} onClick={() => reveal.mutate({ id })}>
              Show it
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
