import { ActionIcon, Anchor, Button, Group, Modal, Paper, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconList, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../api/session.ts';
import { failureOf, queryClient, trpc } from '../api/trpc.ts';
import { Empty } from '../ui/empty.tsx';
import { failureWords } from '../ui/failure-words.ts';
import { Loading } from '../ui/loading.tsx';
import { notifyDone, notifyFailed } from '../ui/notify.ts';

interface Naming {
  id: string | null;
  name: string;
}

const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** Lists: fixed sets of contacts, as imported or chosen by hand. */
export function ListsPanel({ onOpen }: { onOpen: (name: string) => void }) {
  const { data } = useQuery(trpc.lists.list.queryOptions());
  const mayEdit = useMay('contacts.edit');
  const [naming, setNaming] = useState<Naming | null>(null);
  const remove = useMutation(
    trpc.lists.remove.mutationOptions({
      onError: notifyFailed,
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.lists.pathKey() });
        notifyDone('The list is deleted. The contacts stay.');
      },
    }),
  );
  if (!data) return <Loading what="the lists" />;
  const add = mayEdit && (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setNaming({ id: null, name: '' })}>
      New list
    </Button>
  );
  return (
    <Stack>
      {data.length === 0 ? (
        <Empty icon={<IconList size={28} />} title="No lists yet" action={add}>
          A list holds the contacts you put on it, by hand or with an import, until you take them off.
        </Empty>
      ) : (
        <>
          <Group>{add}</Group>
          <Paper withBorder radius="md" bg="var(--stepwell-card)">
            <Table verticalSpacing="sm" horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Name</Table.Th>
                  <Table.Th ta="right">Contacts</Table.Th>
                  <Table.Th visibleFrom="xs">Made</Table.Th>
                  <Table.Th w={90} aria-label="Actions" />
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.map((one) => (
                  <Table.Tr key={one.id}>
                    <Table.Td>
                      <Anchor component="button" type="button" fw={600} c="inherit" onClick={() => onOpen(one.name)}>
                        {one.name}
                      </Anchor>
                    </Table.Td>
                    <Table.Td ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
                      {one.members.toLocaleString('en-US')}
                    </Table.Td>
                    <Table.Td c="dimmed" visibleFrom="xs">
                      {day.format(new Date(one.createdAt))}
                    </Table.Td>
                    <Table.Td>
                      {mayEdit && (
                        <Group gap={4} wrap="nowrap" justify="flex-end">
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            aria-label={`Rename ${one.name}`}
                            onClick={() => setNaming({ id: one.id, name: one.name })}
                          >
                            <IconPencil size={16} />
                          </ActionIcon>
                          <ActionIcon
                            variant="subtle"
                            color="red"
                            aria-label={`Delete ${one.name}`}
                            onClick={() => {
                              if (window.confirm(`Delete the list “${one.name}”? The contacts on it stay.`))
                                remove.mutate({ id: one.id });
                            }}
                          >
                            <IconTrash size={16} />
                          </ActionIcon>
                        </Group>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Paper>
        </>
      )}
      {naming && <NameList naming={naming} onClose={() => setNaming(null)} />}
    </Stack>
  );
}

function NameList({ naming, onClose }: { naming: Naming; onClose: () => void }) {
  const [name, setName] = useState(naming.name);
  const onSuccess = async () => {
    await queryClient.invalidateQueries({ queryKey: trpc.lists.pathKey() });
    onClose();
  };
  const create = useMutation(trpc.lists.create.mutationOptions({ onSuccess }));
  const rename = useMutation(trpc.lists.rename.mutationOptions({ onSuccess }));
  const failure = failureOf(create.error ?? rename.error);
  return (
    <Modal opened onClose={onClose} title={naming.id ? 'Rename the list' : 'New list'} centered>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (naming.id) rename.mutate({ id: naming.id, name });
          else create.mutate({ name });
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            data-autofocus
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={failure ? failureWords(failure) : undefined}
          />
          {naming.id && (
            <Text size="sm" c="dimmed">
              Rules refer to lists by name, so only a list that nothing refers to can be renamed.
            </Text>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={create.isPending || rename.isPending} disabled={!name.trim()}>
              {naming.id ? 'Rename' : 'Make it'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
