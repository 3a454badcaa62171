import { ActionIcon, Button, Group, Popover, ScrollArea, Stack, Text, TextInput, UnstyledButton } from '@mantine/core';
import { IconBraces, IconSearch, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { PhiBadge } from '../ui/phi-badge.tsx';
import type { MergeField } from './types.ts';

/** Every merge field with its class; a click puts it where the cursor is. */
export function FieldPalette({ fields, onPick }: { fields: readonly MergeField[]; onPick: (field: MergeField) => void }) {
  const [opened, setOpened] = useState(false);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const shown = fields.filter((one) => `${one.label} ${one.path}`.toLowerCase().includes(wanted));
  const groups = Object.entries(Object.groupBy(shown, (one) => one.group));
  return (
    <Popover opened={opened} onChange={setOpened} width={360} position="bottom-start" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant="light" size="xs" leftSection={<IconBraces size={15} />} onClick={() => setOpened((now) => !now)}>
          Merge fields
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <TextInput
          p="xs"
          aria-label="Find a merge field"
          placeholder="Find a field"
          leftSection={<IconSearch size={15} />}
          rightSection={
            search && (
              <ActionIcon variant="subtle" size="sm" aria-label="Clear" onClick={() => setSearch('')}>
                <IconX size={14} />
              </ActionIcon>
            )
          }
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          data-autofocus
        />
        <ScrollArea.Autosize mah={380} type="auto">
          <Stack gap={2} p="xs" pt={0}>
            {groups.map(([group, members]) => (
              <div key={group}>
                <Text size="xs" fw={650} c="dimmed" px={8} py={4}>
                  {group}
                </Text>
                {members?.map((field) => (
                  <UnstyledButton
                    key={field.path}
                    px={8}
                    py={5}
                    w="100%"
                    style={{ borderRadius: 6 }}
                    onClick={() => {
                      setOpened(false);
                      onPick(field);
                    }}
                  >
                    <Group justify="space-between" wrap="nowrap" gap="xs">
                      <div style={{ minWidth: 0 }}>
                        <Text size="sm" truncate>
                          {field.label}
                        </Text>
                        <Text size="xs" c="dimmed" ff="monospace" truncate>
                          {field.path}
                        </Text>
                      </div>
                      <PhiBadge phi={field.phi} size="xs" />
                    </Group>
                  </UnstyledButton>
                ))}
              </div>
            ))}
            {shown.length === 0 && (
              <Text size="sm" c="dimmed" p="xs">
                No such field. Attributes are added in settings.
              </Text>
            )}
          </Stack>
        </ScrollArea.Autosize>
      </Popover.Dropdown>
    </Popover>
  );
}
