import { Box, Button, Group, List, Paper, Stack, Text, TextInput, ThemeIcon, Title } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Filter } from '../../server/core/segment/ast.ts';
import type { Explanation } from '../../server/core/segment/explain.ts';
import { trpc } from '../api/trpc.ts';
import { notifyFailed } from '../ui/notify.ts';

/** "Why is this contact, or is not, in it": find one, and see each rule met or not. Values stay closed. */
export function ExplainPanel({ filter }: { filter: Filter }) {
  const [term, setTerm] = useState('');
  const [contactId, setContactId] = useState<string | null>(null);
  const search = useMutation(
    trpc.contacts.search.mutationOptions({
      onError: notifyFailed,
      onSuccess: ({ contacts }) => setContactId(contacts.length === 1 ? contacts[0]!.id : null),
    }),
  );
  const explain = useQuery(
    trpc.segments.explain.queryOptions(
      { filter, contactId: contactId ?? '' },
      { enabled: contactId !== null, retry: false },
    ),
  );
  const found = search.data?.contacts;
  const chosen = found?.find((one) => one.id === contactId);
  return (
    <Paper withBorder p="md" radius="md" bg="var(--stepwell-card)">
      <Title order={2} size="h4">
        Why is someone in it, or not?
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Find a contact by e-mail address, external id or name. The search and the answer are kept in the audit log.
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (term.trim().length > 1) search.mutate({ term });
        }}
      >
        <Group gap="sm" align="flex-end">
          <TextInput
            aria-label="Contact to explain"
            placeholder="name@clinic.example"
            value={term}
            onChange={(event) => setTerm(event.currentTarget.value)}
            autoComplete="off"
            w={{ base: '100%', xs: 320 }}
          />
          <Button type="submit" variant="light" loading={search.isPending} disabled={term.trim().length < 2}>
            Explain
          </Button>
        </Group>
      </form>
      {found?.length === 0 && (
        <Text size="sm" mt="sm">
          Nobody was found{search.data?.complete ? '' : ' among the contacts looked at'}.
        </Text>
      )}
      {found && found.length > 1 && (
        <Group gap="xs" mt="sm">
          {found.slice(0, 12).map((one) => (
            <Button
              key={one.id}
              size="compact-sm"
              variant={one.id === contactId ? 'filled' : 'default'}
              onClick={() => setContactId(one.id)}
            >
              {maskedName(one.masked)}
            </Button>
          ))}
        </Group>
      )}
      {chosen && explain.data && (
        <Stack gap="xs" mt="md">
          <Text fw={600}>
            {maskedName(chosen.masked)} is {explain.data.met ? 'in it' : 'not in it'}.
          </Text>
          <Tree node={explain.data} />
        </Stack>
      )}
    </Paper>
  );
}

function maskedName(masked: Readonly<Record<string, unknown>>): string {
  const name = [masked['first_name'], masked['last_name']].filter((one) => typeof one === 'string').join(' ');
  return [name, masked['email']].filter((one) => typeof one === 'string' && one).join(', ') || 'A contact';
}

function Tree({ node }: { node: Explanation }) {
  return (
    <Box>
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <ThemeIcon size={20} radius="xl" variant="light" color={node.met ? 'teal' : 'red'} aria-hidden>
          {node.met ? <IconCheck size={13} /> : <IconX size={13} />}
        </ThemeIcon>
        <Text size="sm">
          {node.text}{' '}
          <Text span size="sm" c="dimmed">
            {node.met ? '(met)' : '(not met)'}
          </Text>
        </Text>
      </Group>
      {node.children.length > 0 && (
        <List listStyleType="none" pl="md" mt={6} spacing={6} withPadding={false}>
          {node.children.map((child, index) => (
            // A rule's parts have no identity of their own and do not move.
            // oxlint-disable-next-line react/no-array-index-key
            <List.Item key={index}>
              <Tree node={child} />
            </List.Item>
          ))}
        </List>
      )}
    </Box>
  );
}
