import { Button, Group, Menu, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { trpc } from '../api/trpc.ts';
import { PhiBadge } from '../ui/phi-badge.tsx';

/** What was published, newest first; choosing one makes it the draft again, live mail does not change. */
export function VersionsMenu({
  id,
  current,
  mayEdit,
  onRestore,
}: {
  id: string;
  current: number | null;
  mayEdit: boolean;
  onRestore: (version: number) => void;
}) {
  const versions = useQuery({ ...trpc.templates.versions.queryOptions({ id }), enabled: current !== null });
  return (
    <Menu position="bottom-end" width={300} shadow="md">
      <Menu.Target>
        <Button variant="default" size="sm" leftSection={<IconHistory size={16} />} disabled={current === null}>
          {current === null ? 'Not published' : `Version ${current}`}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
        <Menu.Label>{mayEdit ? 'Make one the draft again' : 'Published versions'}</Menu.Label>
        {versions.data?.map((one) => (
          <Menu.Item key={one.id} disabled={!mayEdit} onClick={() => onRestore(one.version)}>
            <Group justify="space-between" wrap="nowrap">
              <div>
                <Text size="sm" fw={600}>
                  Version {one.version}
                  {one.version === current ? ' · in use' : ''}
                </Text>
                <Text size="xs" c="dimmed">
                  {new Date(one.createdAt).toLocaleString()}
                </Text>
              </div>
              <PhiBadge phi={one.phi} size="xs" />
            </Group>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
