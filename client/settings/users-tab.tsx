import { Avatar, Badge, Button, Group, Menu, Select, Table, Text, ActionIcon } from '@mantine/core';
import { IconDots, IconKey, IconLock, IconLockOpen, IconUserPlus } from '@tabler/icons-react';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type Role, roles } from '../../server/core/roles.ts';
import { useSession } from '../api/session.ts';
import { queryClient, trpc } from '../api/trpc.ts';
import { notifyDone, notifyFailed } from '../ui/notify.ts';
import { FormCard } from './form-card.tsx';
import { NewUser } from './new-user.tsx';
import { PasswordReset } from './password-reset.tsx';
import { roleWords } from './role-words.ts';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function UsersTab() {
  const { session } = useSession();
  const { data } = useSuspenseQuery(trpc.users.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const [resetting, setResetting] = useState<{ id: string; name: string } | null>(null);
  const done = (message: string) => async () => {
    await queryClient.invalidateQueries({ queryKey: trpc.users.list.queryKey() });
    notifyDone(message);
  };
  const setRole = useMutation(
    trpc.users.setRole.mutationOptions({ onSuccess: done('The role is changed.'), onError: notifyFailed }),
  );
  const setLocked = useMutation(
    trpc.users.setLocked.mutationOptions({ onSuccess: done('Done.'), onError: notifyFailed }),
  );

  return (
    <FormCard
      title="Users"
      lead="Everyone who works here. A role decides what a person may do and whether they ever see who a patient is."
    >
      <Group>
        <Button leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
          Add someone
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="sm">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Name</Table.Th>
              <Table.Th w={210}>Role</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Th w={50} aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.map((user) => (
              <Table.Tr key={user.id}>
                <Table.Td>
                  <Group gap="sm" wrap="nowrap">
                    <Avatar name={user.name} color="initials" radius="xl" size={32} />
                    <div>
                      <Text size="sm" fw={600}>
                        {user.name} {user.id === session?.id && '(you)'}
                      </Text>
                      <Text size="xs" c="dimmed">
                        {user.email}
                      </Text>
                    </div>
                  </Group>
                </Table.Td>
                <Table.Td>
                  <Select
                    aria-label={`Role of ${user.name}`}
                    data={roles.map((role) => ({ value: role, label: roleWords[role] }))}
                    value={user.role}
                    allowDeselect={false}
                    onChange={(role) => {
                      const next: Role | undefined = roles.find((one) => one === role);
                      if (next) setRole.mutate({ id: user.id, role: next });
                    }}
                  />
                </Table.Td>
                <Table.Td>
                  <State {...user} />
                </Table.Td>
                <Table.Td>
                  <Text size="sm">{user.seenAt ? when.format(new Date(user.seenAt)) : 'not signed in'}</Text>
                </Table.Td>
                <Table.Td>
                  <Menu position="bottom-end" withinPortal>
                    <Menu.Target>
                      <ActionIcon variant="subtle" color="gray" aria-label={`Actions for ${user.name}`}>
                        <IconDots size={18} />
                      </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                      <Menu.Item leftSection={<IconKey size={16} />} onClick={() => setResetting(user)}>
                        Set a new password
                      </Menu.Item>
                      {user.disabledAt || user.lockedOut ? (
                        <Menu.Item
                          leftSection={<IconLockOpen size={16} />}
                          onClick={() => setLocked.mutate({ id: user.id, locked: false })}
                        >
                          Let in again
                        </Menu.Item>
                      ) : (
                        <Menu.Item
                          color="red"
                          leftSection={<IconLock size={16} />}
                          onClick={() => setLocked.mutate({ id: user.id, locked: true })}
                        >
                          Lock out
                        </Menu.Item>
                      )}
                    </Menu.Dropdown>
                  </Menu>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <NewUser opened={adding} onClose={() => setAdding(false)} />
      {resetting && <PasswordReset user={resetting} onClose={() => setResetting(null)} />}
    </FormCard>
  );
}

function State({ disabledAt, lockedOut }: { disabledAt: string | null; lockedOut: boolean }) {
  if (disabledAt) return <Badge color="red">Locked</Badge>;
  if (lockedOut) return <Badge color="orange">Too many wrong passwords</Badge>;
  return <Badge color="teal">Active</Badge>;
}
