import { Alert, Button, Checkbox, Group, Stack, Text, ThemeIcon } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCheck,
  IconMinus,
  IconPencil,
  IconPlus,
  IconRocket,
  IconUsers,
} from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { findingKey } from '../../../server/core/finding.ts';
import { diffGraphs, isUnchanged } from '../../../server/core/graph/diff.ts';
import { type Graph, TRIGGER } from '../../../server/core/graph/model.ts';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { notifyDone, notifyFailed } from '../../ui/notify.ts';
import type { JourneyMeta } from '../room.tsx';
import type { Autosave } from '../save/use-autosave.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';
import { useCounts } from '../state/use-counts.ts';
import { useFindings } from '../state/use-findings.ts';
import { stepWords } from '../state/words.ts';
import { changeLines } from './change-lines.ts';
import { GoButton } from './go-button.tsx';
import { PanelHead } from './panel-head.tsx';

const MARK = {
  added: { color: 'teal', Icon: IconPlus, word: 'New' },
  changed: { color: 'yellow', Icon: IconPencil, word: 'Changed' },
  removed: { color: 'red', Icon: IconMinus, word: 'Removed' },
} as const;

/** What publishing would change, whom it touches, and what must be seen first. */
export function PublishPanel({
  meta,
  autosave,
  onMeta,
}: {
  meta: JourneyMeta;
  autosave: Autosave;
  onMeta: (patch: Partial<JourneyMeta>) => void;
}) {
  const { view, drawing, journeyId } = useCanvas();
  const graph = useGraph((one) => one);
  const counts = useCounts();
  const findings = useFindings();
  const queries = useQueryClient();
  const [seen, setSeen] = useState<readonly string[]>([]);
  const errors = findings.filter((one) => one.severity === 'error');
  const warnings = findings.filter((one) => one.severity === 'warning');
  const diff = useMemo(() => diffGraphs(meta.live?.graph ?? null, graph), [meta.live, graph]);
  const lines = useMemo(() => changeLines(diff, counts), [diff, counts]);
  const unchanged = meta.live !== null && isUnchanged(diff);
  const unseen = warnings.filter((one) => !seen.includes(findingKey(one)));
  const { mutateAsync, isPending } = useMutation(trpc.journeys.publish.mutationOptions());

  const publish = async () => {
    const revision = await autosave.flush();
    const published = await mutateAsync({ id: journeyId, revision, acknowledged: [...seen] });
    const { graph: now } = drawing.getState();
    onMeta({
      state: meta.state === 'paused' ? 'paused' : 'live',
      live: { version: published.version, graph: now, hash: published.hash, publishedAt: new Date().toISOString() },
    });
    void queries.invalidateQueries(trpc.journeys.list.queryFilter());
    void queries.invalidateQueries(trpc.journeys.versions.queryFilter());
    notifyDone(
      `Version ${published.version} is live.${published.reconsidered > 0 ? ` ${wholeNumber(published.reconsidered)} people at changed steps were looked at again.` : ''}`,
    );
    view.open(meta.live ? 'inspector' : 'start');
  };

  return (
    <Stack gap="md">
      <PanelHead
        title="Review & publish"
        lead={
          meta.live ? `Against version ${meta.live.version}, which is live now.` : 'The first version of this journey.'
        }
      />
      {errors.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title="Fix before publishing" p="sm">
          <Stack gap={6} align="flex-start">
            {errors.map((one) => (
              <Button
                key={findingKey(one)}
                variant="subtle"
                color="red"
                size="compact-sm"
                h="auto"
                py={4}
                styles={{ label: { whiteSpace: 'normal', textAlign: 'left' } }}
                onClick={() => {
                  view.setState({ panel: 'inspector' });
                  view.select(one.step ?? TRIGGER, one.field ?? null);
                }}
              >
                {one.step ? `${stepWords(graph, one.step)}: ` : ''}
                {one.message}
              </Button>
            ))}
          </Stack>
        </Alert>
      )}
      {warnings.length > 0 && (
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            Tick what you have seen
          </Text>
          {warnings.map((one) => (
            <Checkbox
              key={findingKey(one)}
              color="yellow.8"
              checked={seen.includes(findingKey(one))}
              onChange={(event) =>
                setSeen(
                  event.currentTarget.checked
                    ? [...seen, findingKey(one)]
                    : seen.filter((key) => key !== findingKey(one)),
                )
              }
              label={`${one.step ? `${stepWords(graph, one.step)}: ` : ''}${one.message}`}
            />
          ))}
        </Stack>
      )}
      <Sharing graph={graph} />
      <Stack gap={8}>
        <Text size="sm" fw={600}>
          What changes
        </Text>
        {unchanged && (
          <Text size="sm" c="dimmed">
            Nothing: what is live is the same.
          </Text>
        )}
        {lines.map((line) => {
          const { color, Icon, word } = MARK[line.kind];
          return (
            <Group key={line.key} gap={10} wrap="nowrap" align="flex-start" data-change={line.kind}>
              <ThemeIcon color={color} variant="light" size={24} radius="sm">
                <Icon size={14} aria-label={word} />
              </ThemeIcon>
              <div>
                <Text size="sm" fw={550}>
                  {line.title}
                </Text>
                {line.detail && (
                  <Text size="xs" c="dimmed">
                    {line.detail}
                  </Text>
                )}
                {line.people > 0 && (
                  <Text size="xs" c={line.kind === 'removed' ? 'red' : undefined} fw={600}>
                    {wholeNumber(line.people)} {line.people === 1 ? 'person stands' : 'people stand'} here
                    {line.kind === 'removed' ? ' and will leave the journey' : ' and will be looked at again'}
                  </Text>
                )}
              </div>
            </Group>
          );
        })}
      </Stack>
      <GoButton
        size="md"
        leftSection={errors.length === 0 ? <IconRocket size={18} /> : <IconCheck size={18} />}
        loading={isPending}
        disabled={errors.length > 0 || unseen.length > 0 || unchanged || autosave.state.kind === 'conflict'}
        onClick={() => {
          publish().catch((error: unknown) => {
            notifyFailed(error);
            if (failureOf(error)?.code.startsWith('JOURNEY_'))
              void queries.invalidateQueries(trpc.journeys.catalog.queryFilter());
          });
        }}
      >
        Publish version {(meta.live?.version ?? 0) + 1}
      </GoButton>
    </Stack>
  );
}

/** How many of those the triggers let in share an address: mail about a patient to them would be held. */
function Sharing({ graph }: { graph: Graph }) {
  const filters = graph.triggers.map(({ filter }) => filter ?? { all: [] });
  const filter: Filter = filters.length === 1 ? filters[0]! : { any: filters };
  const { data } = useQuery(
    trpc.journeys.sharingCount.queryOptions(
      { filter },
      { enabled: filters.length > 0, staleTime: 60_000, retry: false },
    ),
  );
  if (!data || data.count === 0) return null;
  return (
    <Alert color="yellow" icon={<IconUsers size={18} />} p="sm">
      {wholeNumber(data.count)} {data.count === 1 ? 'contact who may enter shares' : 'contacts who may enter share'} an
      address with another, and nobody said that this is meant. Mail about a patient to them is held.
    </Alert>
  );
}
