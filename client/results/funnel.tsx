import { Group, Progress, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { TRIGGER, type Graph } from '../../server/core/graph/model.ts';
import {
  type JourneyCounts,
  DROP_THRESHOLD,
  dropShare,
  droppedOf,
  passedOf,
  percent,
  reasonWords,
  wholeNumber,
} from './figures.ts';

/** How the journey does as a whole: how many came, are in it, finished, were lost, and where and why. */
export function Funnel({
  graph,
  counts,
  colorOf,
  onSelect,
}: {
  graph: Graph;
  counts: JourneyCounts | null;
  /** A step type's own color. */
  colorOf: (type: string) => string;
  onSelect: (step: string) => void;
}) {
  const entered = counts?.[TRIGGER]?.entered ?? 0;
  if (!counts || entered === 0)
    return (
      <Stack gap="xs">
        <Title order={2} size="h4">
          Results
        </Title>
        <Text size="sm" c="dimmed">
          Nobody has entered yet. Publish the journey and press Start…; figures appear here as people move.
        </Text>
      </Stack>
    );
  const exits = exitsOf(counts);
  const out = exits.reduce((sum, [, n]) => sum + n, 0);
  const finished = exits
    .filter(([reason]) => reason === 'completed' || reason === 'goal')
    .reduce((sum, [, n]) => sum + n, 0);
  const goal = exits.find(([reason]) => reason === 'goal')?.[1] ?? 0;
  const rows = graph.steps.filter((step) => (counts[step.id]?.entered ?? 0) > 0);
  const leaks = rows
    .map((step) => ({ step, counts: counts[step.id]! }))
    .filter((one) => droppedOf(one.counts) > 0)
    .toSorted((a, b) => droppedOf(b.counts) - droppedOf(a.counts));
  return (
    <Stack gap="md">
      <Title order={2} size="h4">
        Results
      </Title>
      <Stack gap={8}>
        <Line label="Entered" n={entered} share={1} />
        <Line label="In it now" n={entered - out} share={(entered - out) / entered} color="well.6" />
        <Line label="Finished" n={finished} share={finished / entered} color="teal" />
        {goal > 0 && <Line label="Reached the goal" n={goal} share={goal / entered} color="lime.7" />}
        <Line label="Dropped off" n={out - finished} share={(out - finished) / entered} color="red.6" />
      </Stack>
      <div>
        <Text size="sm" fw={650} mb={6}>
          Where people drop off
        </Text>
        {leaks.length === 0 && (
          <Text size="sm" c="dimmed">
            Nowhere so far.
          </Text>
        )}
        {leaks.map(({ step, counts: at }) => (
          <UnstyledButton key={step.id} w="100%" py={6} onClick={() => onSelect(step.id)}>
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" truncate>
                {step.name}
              </Text>
              <Text size="sm" fw={700} c={dropShare(at) > DROP_THRESHOLD ? 'red' : 'dimmed'}>
                −{wholeNumber(droppedOf(at))} · {percent(dropShare(at))}
              </Text>
            </Group>
            <Text size="xs" c="dimmed">
              {Object.entries(at.exited)
                .filter(([reason]) => reason !== 'completed' && reason !== 'goal')
                .map(([reason, n]) => `${reasonWords(reason)} ${wholeNumber(n)}`)
                .join(' · ')}
            </Text>
          </UnstyledButton>
        ))}
      </div>
      <div>
        <Text size="sm" fw={650} mb={6}>
          Step by step
        </Text>
        <Stack gap={10}>
          {rows.map((step) => {
            const at = counts[step.id]!;
            return (
              <UnstyledButton key={step.id} onClick={() => onSelect(step.id)}>
                <Group justify="space-between" wrap="nowrap" gap="xs" mb={3}>
                  <Text size="sm" truncate>
                    {step.name}
                  </Text>
                  <Text size="xs" style={{ fontVariantNumeric: 'tabular-nums' }}>
                    {wholeNumber(at.entered)} · {percent(at.entered / entered)}
                  </Text>
                </Group>
                <Progress.Root size={8} aria-label={`${step.name}: ${at.here} here, ${passedOf(at)} passed`}>
                  <Progress.Section
                    value={(passedOf(at) / entered) * 100}
                    color={`${colorOf(step.type)}.6`}
                    aria-label="passed"
                  />
                  <Progress.Section
                    value={(at.here / entered) * 100}
                    color={`${colorOf(step.type)}.3`}
                    aria-label="here now"
                  />
                </Progress.Root>
              </UnstyledButton>
            );
          })}
        </Stack>
      </div>
    </Stack>
  );
}

function Line({ label, n, share, color = 'gray.6' }: { label: string; n: number; share: number; color?: string }) {
  return (
    <div>
      <Group justify="space-between" mb={2}>
        <Text size="sm">{label}</Text>
        <Text size="sm" fw={700} style={{ fontVariantNumeric: 'tabular-nums' }}>
          {wholeNumber(n)}
          <Text span size="xs" c="dimmed" fw={400}>
            {' '}
            {percent(share)}
          </Text>
        </Text>
      </Group>
      <Progress value={share * 100} color={color} size={7} aria-label={`${label}: ${percent(share)}`} />
    </div>
  );
}

/** Everyone who is out, by reason, over all steps. */
function exitsOf(counts: JourneyCounts): [reason: string, n: number][] {
  const sums = new Map<string, number>();
  for (const at of Object.values(counts))
    for (const [reason, n] of Object.entries(at.exited)) sums.set(reason, (sums.get(reason) ?? 0) + n);
  return [...sums];
}
