import { Alert, Button, Checkbox, Group, NumberInput, SegmentedControl, Select, Stack, Text } from '@mantine/core';
import { DateTimePicker } from '@mantine/dates';
import { IconPlayerPlay, IconUsers } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Filter } from '../../../server/core/segment/ast.ts';
import { failureOf, trpc } from '../../api/trpc.ts';
import { wholeNumber } from '../../results/figures.ts';
import { failureWords } from '../../ui/failure-words.ts';
import { notifyFailed } from '../../ui/notify.ts';
import { useCanvas, useGraph } from '../state/canvas-context.ts';

/** For whom, from when, and what recipients are supposed to do; then on with it. */
export function DryRunForm({ onStarted }: { onStarted: (id: string) => void }) {
  const { journeyId, catalog } = useCanvas();
  const graph = useGraph((one) => one);
  const [kind, setKind] = useState<'segment' | 'list'>('segment');
  const [name, setName] = useState<string | null>(null);
  const [startAt, setStartAt] = useState<string | null>(null);
  const [opens, setOpens] = useState(0);
  const [clicks, setClicks] = useState(0);
  const [custom, setCustom] = useState<Readonly<Record<string, number>>>({});
  const [onlyNew, setOnlyNew] = useState(false);
  const awaited = useMemo(() => customEvents(graph), [graph]);
  const filter: Filter | null = name === null ? null : kind === 'segment' ? { segment: name } : { list: name };
  const count = useQuery(
    trpc.dryRuns.count.queryOptions(
      { graph, filter: filter ?? { all: [] } },
      { enabled: filter !== null, staleTime: 0, retry: false },
    ),
  );
  const start = useMutation(
    trpc.dryRuns.start.mutationOptions({ onSuccess: ({ dryRun }) => onStarted(dryRun), onError: notifyFailed }),
  );
  const failure = count.error ? failureOf(count.error) : null;
  const people = count.data?.count;
  return (
    <Stack gap="sm">
      <SegmentedControl
        fullWidth
        size="xs"
        aria-label="Rehearse for"
        data={[
          { value: 'segment', label: 'A segment' },
          { value: 'list', label: 'A list' },
        ]}
        value={kind}
        onChange={(next) => {
          setKind(next === 'list' ? 'list' : 'segment');
          setName(null);
        }}
      />
      <Select
        label={kind === 'segment' ? 'Segment' : 'List'}
        placeholder="Choose one"
        searchable
        data={kind === 'segment' ? catalog.segments.map((one) => one.name) : catalog.lists}
        value={name}
        onChange={setName}
        nothingFoundMessage="None of that name"
      />
      <DateTimePicker
        label="Starting"
        placeholder="now"
        valueFormat="MMM D, YYYY HH:mm"
        value={startAt}
        onChange={setStartAt}
        clearable
      />
      <Text size="sm" fw={500}>
        Suppose that of all emails that arrive…
      </Text>
      <Group gap="sm" grow>
        <Percent label="are opened" value={opens} onChange={setOpens} />
        <Percent label="are clicked in" value={clicks} onChange={setClicks} />
      </Group>
      {awaited.length > 0 && (
        <>
          <Text size="sm" fw={500}>
            …and that three days after entering…
          </Text>
          {awaited.map((event) => (
            <Percent
              key={event}
              label={`do “${event}”`}
              value={custom[event] ?? 0}
              onChange={(percent) => setCustom({ ...custom, [event]: percent })}
            />
          ))}
        </>
      )}
      <Text size="xs" c="dimmed">
        Supposed, not predicted: who does it is the same each time, and raising a rate only adds to them. At 0 % every
        wait for it times out.
      </Text>
      <Checkbox
        size="sm"
        label="Leave out who is in the journey already"
        checked={onlyNew}
        onChange={(event) => setOnlyNew(event.currentTarget.checked)}
      />
      {failure && (
        <Alert color="red" p="sm">
          {failureWords(failure)}
        </Alert>
      )}
      {name !== null && !failure && (
        <Alert color="well" icon={<IconUsers size={18} />} p="sm" aria-live="polite">
          {people === undefined ? 'Counting…' : `${wholeNumber(people)} would be let in by this drawing’s trigger.`}
        </Alert>
      )}
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        disabled={filter === null || people === undefined || people === 0}
        loading={start.isPending}
        onClick={() =>
          filter &&
          start.mutate({
            id: journeyId,
            graph,
            filter,
            onlyNew,
            startAt: startAt === null ? null : new Date(startAt.replace(' ', 'T')).getTime(),
            assumptions: {
              opens,
              clicks,
              custom: awaited.flatMap((event) =>
                (custom[event] ?? 0) > 0 ? [{ name: event, percent: custom[event] ?? 0, after: 'P3D' }] : [],
              ),
            },
          })
        }
      >
        {people ? `Rehearse for ${wholeNumber(people)}` : 'Rehearse'}
      </Button>
    </Stack>
  );
}

function Percent({ label, value, onChange }: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <NumberInput
      size="xs"
      label={label}
      suffix=" %"
      min={0}
      max={100}
      clampBehavior="strict"
      value={value}
      onChange={(next) => onChange(typeof next === 'number' ? next : 0)}
    />
  );
}

/** Names of the custom events the drawing asks about anywhere. */
function customEvents(graph: object): string[] {
  const found = JSON.stringify(graph).matchAll(/"(?:kind|engaged)":"custom"[^}]*?"name":"([^"]+)"/g);
  return [...new Set([...found].map(([, name]) => name ?? ''))];
}
