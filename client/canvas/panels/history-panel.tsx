import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Tag } from '../../ui/tag.tsx';
import { trpc } from '../../api/trpc.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import type { JourneyMeta } from '../room.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { PanelHead } from './panel-head.tsx';

/** Every version that was ever live; any of them can be the draft again. */
export function HistoryPanel({ meta, autosave }: { meta: JourneyMeta; autosave: Autosave }) {
  const { journeyId, readOnly, view } = useCanvas();
  const { data = [], isPending } = useQuery(trpc.journeys.versions.queryOptions({ id: journeyId }, { staleTime: 0 }));
  const restore = useMutation(trpc.journeys.restore.mutationOptions());
  const take = async (version: number) => {
    const revision = await autosave.flush();
    const restored = await restore.mutateAsync({ id: journeyId, version, revision });
    autosave.adopt(restored.graph, restored.revision);
    view.setState({ selected: null });
    notifyDone(`Version ${version} is the draft again. Nothing live has changed.`);
  };
  return (
    <Stack gap="sm">
      <PanelHead title="History" lead="Versions never change. Restoring one makes a new draft of it." />
      {!isPending && data.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was published yet.
        </Text>
      )}
      {data.map((one) => (
        <Paper key={one.version} withBorder p="sm" radius="md">
          <Group justify="space-between" wrap="nowrap">
            <Group gap={8}>
              <Text fw={650}>Version {one.version}</Text>
              {one.version === meta.live?.version && <Tag tone="teal">live</Tag>}
            </Group>
            {!readOnly && (
              <Button
                size="compact-sm"
                variant="light"
                leftSection={<IconRestore size={15} />}
                loading={restore.isPending && restore.variables?.version === one.version}
                onClick={() => void take(one.version).catch(notifyFailed)}
              >
                Restore
              </Button>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {new Date(one.publishedAt).toLocaleString()}
            {one.publishedBy ? ` by ${one.publishedBy}` : ''} · {one.steps} steps
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" title={`SHA-256 ${one.hash}`}>
            {one.hash.slice(0, 16)}…
          </Text>
        </Paper>
      ))}
    </Stack>
  );
}
