import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowsDiff, IconRestore } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Tag } from '../../ui/tag.tsx';
import { trpc } from '../../api/trpc.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import { Compare, DRAFT } from '../history/compare.tsx';
import { Staying } from '../publish/staying.tsx';
import type { JourneyMeta } from '../room.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas } from '../state/canvas-context.ts';
import { PanelHead } from './panel-head.tsx';

/** Every version that was ever live: any two can be compared, any one can be the draft again. */
export function HistoryPanel({ meta, autosave }: { meta: JourneyMeta; autosave: Autosave }) {
  const { journeyId, readOnly, view } = useCanvas();
  const { data = [], isPending } = useQuery(trpc.journeys.versions.queryOptions({ id: journeyId }, { staleTime: 0 }));
  const plan = useQuery(trpc.journeys.plan.queryOptions({ id: journeyId }, { refetchInterval: 5_000 }));
  const restore = useMutation(trpc.journeys.restore.mutationOptions());
  const [pair, setPair] = useState<readonly [string, string] | null>(null);
  const take = async (version: number) => {
    const revision = await autosave.flush();
    const restored = await restore.mutateAsync({ id: journeyId, version, revision });
    autosave.adopt(restored.graph, restored.revision);
    view.setState({ selected: null });
    notifyDone(`Version ${version} is the draft again. Nothing live has changed.`);
  };
  const staying = (version: number) =>
    (plan.data?.pinned ?? []).reduce((sum, one) => sum + (one.version === version ? one.people : 0), 0);
  return (
    <Stack gap="sm">
      <PanelHead title="History" lead="Versions never change. Restoring one makes a new draft of it." />
      {!isPending && data.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing was published yet. Once it is, every version stays here, to be compared and restored.
        </Text>
      )}
      {pair && <Compare versions={data.map((one) => one.version)} pair={pair} onPair={setPair} />}
      {plan.data && <Staying pinned={plan.data.pinned} live={meta.live?.version ?? null} />}
      {data.map((one, i) => (
        <Paper key={one.version} withBorder p="sm" radius="md">
          <Group gap={8}>
            <Text fw={650}>Version {one.version}</Text>
            {one.version === meta.live?.version && <Tag tone="teal">live</Tag>}
            {staying(one.version) > 0 && <Tag tone="well">{staying(one.version)} stay on it</Tag>}
          </Group>
          <Text size="xs" c="dimmed">
            {new Date(one.publishedAt).toLocaleString()}
            {one.publishedBy ? ` by ${one.publishedBy}` : ''} · {one.steps} steps
            {one.pin ? ' · who was in flight stayed' : ''}
          </Text>
          <Text size="xs" c="dimmed" ff="monospace" title={`SHA-256 ${one.hash}`}>
            {one.hash.slice(0, 16)}…
          </Text>
          <Group gap={6} mt={6}>
            <Button
              size="compact-sm"
              variant="light"
              leftSection={<IconArrowsDiff size={15} />}
              onClick={() => setPair(pairOf(one.version, data[i + 1]?.version))}
            >
              {data[i + 1] ? 'What it changed' : 'Compare with the draft'}
            </Button>
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
        </Paper>
      ))}
    </Stack>
  );
}

/** A version against the one before it; the first against the draft. */
function pairOf(version: number, before: number | undefined): readonly [string, string] {
  return before === undefined ? [String(version), DRAFT] : [String(before), String(version)];
}
