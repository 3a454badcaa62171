import { Avatar, Box, Group, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconLogout } from '@tabler/icons-react';
import { signOut } from '../api/auth.ts';
import type { Session } from '../api/session.ts';
import { roleWords } from '../settings/role-words.ts';

/** Who is signed in, how it looks, and the way out. */
export function UserMenu({ session, narrow }: { session: Session; narrow: boolean }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu width={264} position="right-end" withinPortal shadow="md">
      <Menu.Target>
        <UnstyledButton
          w={narrow ? undefined : '100%'}
          p={6}
          aria-label={narrow ? `Account: ${session.name}` : undefined}
        >
          <Group gap="sm" wrap="nowrap">
            <Avatar radius="xl" size={34} name={session.name} color="initials" aria-hidden />
            {!narrow && (
              <Box style={{ minWidth: 0 }}>
                <Text size="sm" fw={600} truncate>
                  {session.name}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {roleWords[session.role]}
                </Text>
              </Box>
            )}
          </Group>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.email} · {roleWords[session.role]}
        </Menu.Label>
        <Box px="xs" pb="xs">
          <SegmentedControl
            fullWidth
            size="xs"
            aria-label="Appearance"
            value={colorScheme}
            onChange={setColorScheme}
            data={[
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
              { value: 'auto', label: 'System' },
            ]}
          />
        </Box>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
