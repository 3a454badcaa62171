import { Alert, Anchor, Button, Group, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { inferRouterOutputs } from '@trpc/server';
import { useState } from 'react';
import type { AppRouter } from '../../server/api/router.ts';
import type { Catalog } from '../../server/core/graph/catalog.ts';
import type { AttributeValue } from '../../server/core/segment/fields.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

type Waiting = inferRouterOutputs<AppRouter>['forms']['waiting'][number];
type Opened = inferRouterOutputs<AppRouter>['forms']['reveal'];

/** Submissions a person has to look at: their answers differ from what is known, or the address is shared. */
export function ReviewPanel({ formId, catalog }: { formId: string; catalog: Catalog }) {
  const { data } = useQuery(trpc.forms.waiting.queryOptions({ formId }));
  if (!data || data.length === 0) return null;
  return (
    <Paper withBorder radius="md" p="md" bg="var(--stepwell-card)" component="section" aria-label="To look at">
      <Title order={2} size="h4">
        To look at ({data.length})
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Whoever sent these in gave an address you know, and other answers than you have, or an address that several
        contacts share. Nothing was overwritten. Take an answer over only when you know it is theirs.
      </Text>
      <Stack gap="sm">
        {data.map((one) => (
          <Submission key={one.id} formId={formId} submission={one} catalog={catalog} />
        ))}
      </Stack>
    </Paper>
  );
}

function Submission({ formId, submission, catalog }: { formId: string; submission: Waiting; catalog: Catalog }) {
  const [opened, setOpened] = useState<Opened | null>(null);
  const ref = { formId, contactId: submission.contactId, id: submission.id };
  const reveal = useMutation(trpc.forms.reveal.mutationOptions({ onError: notifyFailed, onSuccess: setOpened }));
  const review = useMutation(
    trpc.forms.review.mutationOptions({
      onError: notifyFailed,
      onSuccess: async ({ changed }, { accept }) => {
        await queryClient.invalidateQueries({ queryKey: trpc.forms.pathKey() });
        notifyDone(accept ? `Taken over: ${changed.length} changed.` : 'Left as it was.');
      },
    }),
  );
  const labelOf = (key: string) => catalog.attributes.find((one) => one.key === key)?.label ?? key;
  return (
    <Paper withBorder radius="md" p="sm">
      <Group justify="space-between">
        <Text size="sm">
          Sent in {new Date(submission.at).toLocaleString()} for{' '}
          <Anchor
            size="sm"
            renderRoot={(props) => (
              <Link {...props} to="/contacts/$contactId" params={{ contactId: submission.contactId }} />
            )}
          >
            this contact
          </Anchor>
        </Text>
        {!opened && (
          <Button
            size="compact-sm"
            variant="light"
            leftSection={<IconEye size={15} />}
            loading={reveal.isPending}
            onClick={() => reveal.mutate(ref)}
          >
            Show the answers
          </Button>
        )}
      </Group>
      {opened && (
        <>
          {opened.shared && (
            <Alert color="yellow" p="xs" mt="xs" styles={{ message: { color: 'var(--mantine-color-text)' } }}>
              Several contacts share this address. It is kept with the first of them, and no journey has heard of it.
            </Alert>
          )}
          <Table mt="xs" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Attribute</Table.Th>
                <Table.Th>Known</Table.Th>
                <Table.Th>Sent in</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {opened.differs.map((one) => (
                <Table.Tr key={one.attribute}>
                  <Table.Td>{labelOf(one.attribute)}</Table.Td>
                  <Table.Td>{shown(one.known)}</Table.Td>
                  <Table.Td fw={600}>{shown(one.given)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Group gap="xs" justify="flex-end" mt="xs">
            <Button size="compact-sm" variant="default" onClick={() => review.mutate({ ...ref, accept: false })}>
              Leave as it is
            </Button>
            <Button size="compact-sm" onClick={() => review.mutate({ ...ref, accept: true })}>
              Take over
            </Button>
          </Group>
        </>
      )}
    </Paper>
  );
}

function shown(value: AttributeValue): string {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
